/// A row of a trail as it is stored: the text that is hashed, and beside it the columns by which it is found.
package struct AuditRow: Sendable {
    package let sequence: Int64
    package let id: ID<AuditEvent>
    package let at: Instant
    package let action: String
    package let actor: ID<User>?
    package let object: String?
    package let row: String
    package let hash: [UInt8]

    package init(
        sequence: Int64,
        id: ID<AuditEvent>,
        at: Instant,
        action: String,
        actor: ID<User>?,
        object: String?,
        row: String,
        hash: [UInt8]
    ) {
        self.sequence = sequence
        self.id = id
        self.at = at
        self.action = action
        self.actor = actor
        self.object = object
        self.row = row
        self.hash = hash
    }

    /// The text, read; nil when it is no JSON object, which only somebody else can have written.
    package var event: JSON? {
        guard let event = try? JSON(parsing: Array(row.utf8)), case .object = event else { return nil }
        return event
    }

    /// Whether the columns say what the text says: filters go by the columns, and nothing else seals those.
    package func hasColumnsOfText(in tenant: ID<Tenant>) -> Bool {
        guard let event else { return false }
        return event["seq"] == .integer(sequence) && event["tenant_id"] == .string(tenant.description)
            && event["id"] == .string(id.description) && event["at"] == .string(at.description)
            && event["action"] == .string(action)
            && event["object"] == (object.map(JSON.string) ?? .null)
            && event["actor"]?["user_id"] == actor.map { .string($0.description) }
    }
}
