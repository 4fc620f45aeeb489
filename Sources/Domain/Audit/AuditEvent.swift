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
