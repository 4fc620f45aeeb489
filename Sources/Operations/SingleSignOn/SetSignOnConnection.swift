package import Domain
internal import Outbound
internal import Store

/// Names a tenant's identity provider, or another one in its place. The provider is asked first, before anything is locked,
/// so that none is set that could let nobody in.
package struct SetSignOnConnection: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let draft: SignOnDraft
        /// Needed when there is one already.
        package let expectedVersion: VersionCondition?

        package init(draft: SignOnDraft, expectedVersion: VersionCondition?) {
            self.draft = draft
            self.expectedVersion = expectedVersion
        }
    }

    package func callAsFunction(
        of tenant: ID<Tenant>,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> SignOnConnectionView {
        let authorization = try await platform.authorizeUnbounded(tenant, for: call)
        let known = try await platform.read(authorization) { $0.signOnConnection() }
        let input = try read()
        let issuer = try input.draft.validated(over: known, of: tenant).issuer
        try await Outbound.$caller.withValue(tenant.description) { try await platform.requireProvider(issuer) }
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.signOnConnection()
            let locked = try await platform.held(access, in: transaction)
            let present = try await transaction.result(stored)
            let plan = try input.draft.validated(over: present, of: tenant)
            if let present { try VersionCondition.needed(input.expectedVersion).require(present.version) }
            if present == nil, input.expectedVersion != nil { throw Failure.connectionGone() }

            let connection = try platform.connection(plan, of: tenant, over: present, at: locked.now)
            transaction.save(connection)
            try platform.conclude(
                Change(
                    "single_sign_on.set",
                    on: tenant,
                    before: present?.audited ?? .null,
                    after: connection.audited
                ),
                by: Author(call, authorization.permit),
                locked,
                in: transaction
            )
            return SignOnConnectionView(tenant: tenant, connection: connection, rules: platform.rules)
        }
    }
}

extension Platform {
    /// - Throws: `VALIDATION_FAILED` at `/issuer`.
    fileprivate func requireProvider(_ issuer: String) async throws {
        do {
            let metadata = try await issuers.asked(issuer).metadata
            for endpoint in [metadata.authorizationEndpoint, metadata.tokenEndpoint] {
                guard outbound.takes(endpoint) else { throw IssuerProblem.url }
            }
        } catch let problem as IssuerProblem {
            throw Failure.invalid([problem.inputError])
        }
    }

    fileprivate func connection(
        _ plan: SignOnPlan,
        of tenant: ID<Tenant>,
        over present: SignOnConnection?,
        at now: Instant
    ) throws -> SignOnConnection {
        let secret: SealedClientSecret? =
            switch plan.clientSecret {
            case .kept: present?.clientSecret
            case .removed: nil
            case .new(let text): try signOnSeal.seal(text, of: tenant)
            }
        return SignOnConnection(
            issuer: plan.issuer,
            clientID: plan.clientID,
            clientSecret: secret,
            audience: plan.audience,
            emailClaim: plan.emailClaim,
            groupsClaim: plan.groupsClaim,
            trustsEmail: plan.trustsEmail,
            createdAt: present?.createdAt ?? now,
            updatedAt: now,
            version: (present?.version ?? 0) + 1
        )
    }
}

extension IssuerProblem {
    fileprivate var inputError: InputError {
        switch self {
        case .url, .unreachable(.invalidURL):
            InputError("/issuer", "INVALID_URL", "It, and all that it refers to, must be a web address with https.")
        case .unreachable(.notPublic):
            InputError("/issuer", "NOT_PUBLIC", "It leads to an address that is not on the public internet.")
        case .unreachable(.unknownHost): InputError("/issuer", "UNKNOWN_HOST", "There is no such host.")
        case .unreachable(.late): InputError("/issuer", "UNREACHABLE", "It did not answer within five seconds.")
        case .unreachable(.busy): InputError("/issuer", "UNREACHABLE", "Too many are being looked up. Try again.")
        case .unreachable(.tooLarge): InputError("/issuer", "INVALID_ISSUER", "It answers with more than 256 KiB.")
        case .unreachable(.unreachable): InputError("/issuer", "UNREACHABLE", "It cannot be reached over TLS.")
        case .status(let status):
            InputError("/issuer", "INVALID_ISSUER", "It answers \(status) when asked about itself or its keys.")
        case .metadata(.notJSON): InputError("/issuer", "INVALID_ISSUER", "Its discovery document is no JSON.")
        case .metadata(.otherIssuer):
            InputError("/issuer", "OTHER_ISSUER", "Its discovery document names another issuer, to the letter.")
        case .metadata(.lacks(let what)):
            InputError("/issuer", "INVALID_ISSUER", "Its discovery document has no \(what).")
        case .noKeys: InputError("/issuer", "INVALID_ISSUER", "Its keys are no JSON Web Key Set.")
        }
    }
}

extension Failure {
    fileprivate static func connectionGone() -> Failure {
        Failure(.preconditionFailed, "It was removed in the meantime.")
    }
}
