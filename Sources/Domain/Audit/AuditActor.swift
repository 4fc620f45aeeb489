/// Who did it, and on behalf of which tenant.
package enum AuditActor: Hashable, Sendable {
    /// In this role, nil for somebody about their own account who is no platform staff; on behalf of the tenant whose
    /// membership allowed it, nil for platform staff; and through what they came in, nil for whoever has no more than a link.
    case person(ID<User>, role: Role?, onBehalfOf: ID<Tenant>?, through: AuditEntrance?)
    /// What presents this credential of a tenant.
    case directory(ID<DirectoryCredential>, onBehalfOf: ID<Tenant>)

    package init(user: ID<User>, role: Role?, onBehalfOf: ID<Tenant>?, through entrance: AuditEntrance? = nil) {
        self = .person(user, role: role, onBehalfOf: onBehalfOf, through: entrance)
    }

    /// The actor in the role of the permit.
    package init(_ actor: Actor, _ permit: Permit) {
        let membership = permit.memberships.first { $0.role == permit.role }
        self.init(
            user: actor.user.id,
            role: permit.role,
            onBehalfOf: membership?.tenant,
            through: AuditEntrance(actor)
        )
    }

    /// As above, without the session, which would make a row of its own of each.
    package init(counting actor: Actor, _ permit: Permit) {
        let membership = permit.memberships.first { $0.role == permit.role }
        self.init(user: actor.user.id, role: permit.role, onBehalfOf: membership?.tenant)
    }

    /// Nil for what is no person.
    package var user: ID<User>? {
        if case .person(let user, _, _, _) = self { user } else { nil }
    }

    package var onBehalfOf: ID<Tenant>? {
        switch self {
        case .person(_, _, let tenant, _): tenant
        case .directory(_, let tenant): tenant
        }
    }

    package var json: JSON {
        let tenant: JSON = onBehalfOf.map { .string($0.description) } ?? nil
        switch self {
        case .person(let user, let role, _, let entrance):
            let own = [
                JSON.Member("user_id", .string(user.description)),
                JSON.Member("role", role.map { .string($0.rawValue) } ?? nil), JSON.Member("on_behalf_of", tenant),
            ]
            return .object(own + (entrance?.members ?? []))
        case .directory(let credential, _):
            return ["credential_id": .string(credential.description), "on_behalf_of": tenant]
        }
    }
}

/// Through what somebody came in who did something: one of their sessions, or a program's token, which is no session.
package struct AuditEntrance: Hashable, Sendable {
    package let session: ID<Session>?
    package let proof: Proof

    package init(session: ID<Session>?, proof: Proof) {
        self.session = session
        self.proof = proof
    }

    package init(_ actor: Actor) {
        self.init(session: actor.session, proof: actor.proof)
    }

    /// How they had proved who they are.
    private enum Method: String {
        case password = "PASSWORD"
        case secondFactor = "SECOND_FACTOR"
        case singleSignOn = "SINGLE_SIGN_ON"
        case token = "TOKEN"
    }

    private var method: Method {
        switch proof {
        case .password(let hasSecondFactor): hasSecondFactor ? .secondFactor : .password
        case .identityProvider: session == nil ? .token : .singleSignOn
        }
    }

    fileprivate var members: [JSON.Member] {
        let method = JSON.Member("method", .string(method.rawValue))
        return [JSON.Member("session_id", session.map { .string($0.description) } ?? nil), method]
    }
}
