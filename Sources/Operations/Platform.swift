package import Domain
package import Outbound
package import Store

/// What every operation needs, injected once: the database, randomness, the peppers, passwords' slow function and what bounds
/// guessing them.
package struct Platform: Sendable {
    let database: Database
    let directory: TenantDirectory
    let entropy: Entropy
    let peppers: Peppers
    let passwords: PasswordHasher
    let throttle: Throttle
    let devices: DeviceSeal
    let breaches: BreachedPasswords?
    let rules: OperatorRules
    let cursors: CursorSeal
    let answers: AnswerSeal
    let outbound: Outbound
    /// What may be told to tenants' own servers goes there.
    let webhooks: Outbound
    let issuers: Issuers
    let leakSigners: LeakSigners
    let signOnSeal: SignOnSeal
    let secondFactors: SecondFactorSeal
    let webhookSecrets: WebhookSecretSeal
    let receipts: Receipts
    let events: EventCounter
    let staffReads = StaffReads()
    /// Tells this process's own verifier at once.
    let tell: @Sendable ([VerdictChange]) -> Void

    package init(
        database: Database,
        peppers: Peppers,
        entropy: Entropy = .system,
        passwords: PasswordHasher = PasswordHasher(),
        throttle: Throttle = Throttle(),
        breaches: BreachedPasswords? = nil,
        rules: OperatorRules = OperatorRules(),
        outbound: Outbound = Outbound(),
        webhooks: Outbound = Outbound(),
        receipts: Receipts? = nil,
        events: EventCounter = EventCounter(),
        tell: @escaping @Sendable ([VerdictChange]) -> Void = { _ in }
    ) {
        self.database = database
        self.directory = TenantDirectory(database: database)
        self.entropy = entropy
        self.peppers = peppers
        self.passwords = passwords
        self.throttle = throttle
        self.devices = DeviceSeal(peppers: peppers)
        self.breaches = breaches
        self.rules = rules
        self.cursors = CursorSeal(peppers: peppers)
        self.answers = AnswerSeal(peppers: peppers)
        self.outbound = outbound
        self.webhooks = webhooks
        self.issuers = Issuers(outbound: outbound)
        self.leakSigners = LeakSigners(url: rules.leakKeysURL, outbound: outbound)
        self.signOnSeal = SignOnSeal(peppers: peppers)
        self.secondFactors = SecondFactorSeal(peppers: peppers)
        self.webhookSecrets = WebhookSecretSeal(peppers: peppers)
        self.receipts = receipts ?? Receipts(database: database)
        self.events = events
        self.tell = tell
    }
}

/// Who asks, through which request, from where, and why.
package struct Call: Sendable {
    package let actor: Actor
    package let request: ID<Request>?
    package let remoteAddress: IPAddress?
    /// What platform staff gave as their reason in `Latchkey-Reason`.
    package let reason: Result<String?, Failure>
    /// Whether the query has only parameters that there are.
    package let query: Result<Void, Failure>
    /// Under which idempotency key this is asked for, if under any.
    package let idempotency: Result<IdempotentRequest?, Failure>

    package init(
        actor: Actor,
        request: ID<Request>? = nil,
        remoteAddress: IPAddress? = nil,
        reason: Result<String?, Failure> = .success(nil),
        query: Result<Void, Failure> = .success(()),
        idempotency: Result<IdempotentRequest?, Failure> = .success(nil)
    ) {
        self.actor = actor
        self.request = request
        self.remoteAddress = remoteAddress
        self.reason = reason
        self.query = query
        self.idempotency = idempotency
    }

    /// Refuses what is wrong with the request whatever it asks for. Only behind the authorization: 404, 403, 422.
    func requireWellFormed() throws(Failure) {
        _ = try reason.get()
        try query.get()
        _ = try idempotency.get()
    }
}

/// Through which request somebody comes, from where, whoever they may be.
package struct Visitor: Sendable {
    package let request: ID<Request>?
    package let remoteAddress: IPAddress?

    package init(request: ID<Request>? = nil, remoteAddress: IPAddress? = nil) {
        self.request = request
        self.remoteAddress = remoteAddress
    }

    init(_ call: Call) {
        self.init(request: call.request, remoteAddress: call.remoteAddress)
    }

    var client: SignInClient { SignInClient(address: remoteAddress, request: request) }
}
