package import Domain
internal import Store

/// A row of a trail as it is shown: the members of the text that is hashed, and beside them what is not.
package struct AuditEventView: Sendable {
    private let row: AuditRow
    private let tenant: ID<Tenant>
    private let actor: User?
    /// Shown where rows of many trails are side by side.
    private let tenantName: JSON?

    init(row: AuditRow, in tenant: ID<Tenant>, people: [ID<User>: User], tenantName: JSON? = nil) {
        self.row = row
        self.tenant = tenant
        self.tenantName = tenantName
        actor = row.actor.flatMap { people[$0] }
    }

    package var body: JSON {
        var beside: [JSON.Member] = [
            JSON.Member("hash", .string(Hex.encode(row.hash))), JSON.Member("actor_name", JSON(actor?.name)),
        ]
        if let tenantName { beside.append(JSON.Member("tenant_name", tenantName)) }
        guard case .object(let members)? = row.event else { return .object(columns + beside) }
        return .object(members + beside)
    }

    /// Somebody else wrote a text that cannot be read. One such row hides no other one; verifying names it.
    private var columns: [JSON.Member] {
        [
            JSON.Member("id", .string(row.id.description)), JSON.Member("tenant_id", .string(tenant.description)),
            JSON.Member("seq", .integer(row.sequence)), JSON.Member("at", .string(row.at.description)),
            JSON.Member("actor", nil), JSON.Member("action", .string(row.action)),
            JSON.Member("object", JSON(row.object)), JSON.Member("before", nil), JSON.Member("after", nil),
            JSON.Member("reason", nil), JSON.Member("ip", nil), JSON.Member("request_id", nil),
        ]
    }
}
