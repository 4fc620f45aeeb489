/// One change, as it is kept: who, what, before and after, from where.
package struct AuditEvent: Sendable, Identified {
    package static let idPrefix = "evt"

    package let id: ID<AuditEvent>
    package let tenant: ID<Tenant>
    /// From 1, without gaps, in its tenant.
    package let sequence: Int64
    package let at: Instant
    /// Nil for what the system does by itself.
    package let actor: AuditActor?
    /// What was done, such as `key.revoke`.
    package let action: String
    /// To what: the text of an id.
    package let object: String?
    package let before: JSON
    package let after: JSON
    package let reason: String?
    package let ip: IPAddress?
    package let request: ID<Request>?

    package init(
        id: ID<AuditEvent>,
        tenant: ID<Tenant>,
        sequence: Int64,
        at: Instant,
        actor: AuditActor?,
        action: String,
        object: String?,
        before: JSON,
        after: JSON,
        reason: String?,
        ip: IPAddress?,
        request: ID<Request>?
    ) {
        self.id = id
        self.tenant = tenant
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.action = action
        self.object = object
        self.before = before
        self.after = after
        self.reason = reason
        self.ip = ip
        self.request = request
    }

    /// The row that is stored as text, and hashed as stored.
    package var canonicalRow: String {
        let row: JSON = [
            "id": .string(id.description),
            "tenant_id": .string(tenant.description),
            "seq": .integer(sequence),
            "at": .string(at.description),
            "actor": actor?.json ?? nil,
            "action": .string(action),
            "object": object.map(JSON.string) ?? nil,
            "before": before,
            "after": after,
            "reason": reason.map(JSON.string) ?? nil,
            "ip": ip.map { .string($0.description) } ?? nil,
            "request_id": request.map { .string($0.description) } ?? nil,
        ]
        return row.text
    }
}

/// Who did it, and on behalf of which tenant.
package enum AuditActor: Hashable, Sendable {
    /// In this role, nil for somebody about their own account who is no platform staff; on behalf of the tenant whose
    /// membership allowed it, nil for platform staff.
    case person(ID<User>, role: Role?, onBehalfOf: ID<Tenant>?)
    /// What presents this credential of a tenant.
    case directory(ID<DirectoryCredential>, onBehalfOf: ID<Tenant>)

    package init(user: ID<User>, role: Role?, onBehalfOf: ID<Tenant>?) {
        self = .person(user, role: role, onBehalfOf: onBehalfOf)
    }

    /// The actor in the role of the permit.
    package init(_ actor: Actor, _ permit: Permit) {
        let membership = permit.memberships.first { $0.role == permit.role }
        self = .person(actor.user.id, role: permit.role, onBehalfOf: membership?.tenant)
    }

    /// Nil for what is no person.
    package var user: ID<User>? {
        if case .person(let user, _, _) = self { user } else { nil }
    }

    package var onBehalfOf: ID<Tenant>? {
        switch self {
        case .person(_, _, let tenant): tenant
        case .directory(_, let tenant): tenant
        }
    }

    package var json: JSON {
        let tenant: JSON = onBehalfOf.map { .string($0.description) } ?? nil
        return switch self {
        case .person(let user, let role, _):
            [
                "user_id": .string(user.description), "role": role.map { .string($0.rawValue) } ?? nil,
                "on_behalf_of": tenant,
            ]
        case .directory(let credential, _):
            ["credential_id": .string(credential.description), "on_behalf_of": tenant]
        }
    }
}
