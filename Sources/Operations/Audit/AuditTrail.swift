internal import Domain
internal import Store

/// What a change did, as the audit trail keeps it. Never a secret.
struct Change: Sendable {
    /// Such as `key.revoke`.
    let action: String
    /// The id of what was changed.
    let object: String
    let before: JSON
    let after: JSON

    init(_ action: Action, on object: some CustomStringConvertible, before: JSON = .null, after: JSON = .null) {
        self.init(action.rawValue, on: object, before: before, after: after)
    }

    init(_ action: String, on object: some CustomStringConvertible, before: JSON = .null, after: JSON = .null) {
        self.action = action
        self.object = object.description
        self.before = before
        self.after = after
    }
}

/// Through whom a change came about, from where, and why.
struct Author: Sendable {
    let actor: AuditActor?
    let reason: String?
    let ip: IPAddress?
    let request: ID<Request>?

    init(_ call: Call, _ permit: Permit) throws(Failure) {
        self.init(AuditActor(call.actor, permit), try call.reason.get(), call)
    }

    /// With the reason that is in the body, where the tenant sees it.
    init(_ call: Call, _ permit: Permit, reason: LimitReason) {
        self.init(AuditActor(call.actor, permit), reason.text, call)
    }

    /// With a reason that is in the body, where the header gives none.
    init(_ call: Call, _ permit: Permit, else reason: String?) throws(Failure) {
        self.init(AuditActor(call.actor, permit), try call.reason.get() ?? reason, call)
    }

    /// Whoever holds a link, taken for the person whom it is for.
    init(_ visitor: Visitor, as person: AuditActor?) {
        actor = person
        reason = nil
        ip = visitor.remoteAddress
        request = visitor.request
    }

    /// Nobody in particular, for a reason of the system's.
    init(_ visitor: Visitor, because reason: String) {
        actor = nil
        self.reason = reason
        ip = visitor.remoteAddress
        request = visitor.request
    }

    /// Somebody about their own account.
    init(ofOwnAccount call: Call) {
        let actor = AuditActor(
            user: call.actor.user.id,
            role: call.actor.platformRole,
            onBehalfOf: nil,
            through: AuditEntrance(call.actor)
        )
        self.init(actor, nil, call)
    }

    /// Somebody in the session that begins with this.
    init(_ client: SignInClient, in session: BegunSession, by proof: Proof) {
        let entrance = AuditEntrance(session: session.id, proof: proof)
        actor = AuditActor(user: session.user.id, role: nil, onBehalfOf: nil, through: entrance)
        reason = nil
        ip = client.address
        request = client.request
    }

    /// Whoever it was that often, each time through another request.
    init(counting actor: AuditActor?) {
        self.init(actor, nil, nil)
    }

    private init(_ actor: AuditActor?, _ reason: String?, _ call: Call?) {
        self.actor = actor
        self.reason = reason
        ip = call?.remoteAddress
        request = call?.request
    }

    /// A directory, which gives no reasons.
    init(_ call: DirectoryCall, _ credential: DirectoryCredential) {
        actor = .directory(credential.id, onBehalfOf: credential.tenant)
        reason = nil
        ip = call.remoteAddress
        request = call.request
    }

    /// The system itself, or whoever has the machine.
    static let system = Author(nil, nil, nil)
}

extension Platform {
    /// Ends a change: its audit row and the tenant's own row travel with the commit, or nothing does.
    ///
    /// - Parameters:
    ///   - news: what of it verdicts depend on.
    ///   - event: what the tenant's programs are told of it.
    /// - Returns: the audit row's id.
    @discardableResult
    func conclude(
        _ change: Change,
        by author: Author,
        _ locked: LockedTenant,
        announcing news: News? = nil,
        telling event: WebhookEvent? = nil,
        in transaction: borrowing TenantTransaction
    ) -> ID<AuditEvent> {
        var locked = locked
        let audited = note(change, by: author, &locked, telling: event, in: transaction)
        transaction.save(locked)
        if let news { transaction.announce(news.object, version: audited.sequence, tightens: news.tightens) }
        return audited.id
    }

    /// Adds a row to the trail of a tenant whose own row the caller saves: for what leaves several.
    @discardableResult
    func note(
        _ change: Change,
        by author: Author,
        _ locked: inout LockedTenant,
        telling event: WebhookEvent? = nil,
        in transaction: borrowing TenantTransaction
    ) -> AuditEvent {
        let audited = AuditEvent(
            id: .make(at: locked.now, using: entropy),
            tenant: locked.tenant,
            sequence: locked.state.auditSequence + 1,
            at: locked.now,
            actor: author.actor,
            action: change.action,
            object: change.object,
            before: change.before,
            after: change.after,
            reason: author.reason,
            ip: author.ip,
            request: author.request
        )
        let row = audited.canonicalRow
        locked.state.auditSequence = audited.sequence
        locked.state.auditHead = AuditChain.next(after: locked.state.auditHead, row: row)
        transaction.insert(audited, row: row, hash: locked.state.auditHead)
        if let event { transaction.tell(event, as: audited.id, at: locked.now) }
        return audited
    }
}
