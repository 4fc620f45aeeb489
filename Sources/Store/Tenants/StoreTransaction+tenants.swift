package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The facts of the tenant that this transaction is on; `nil` when there is none.
    package func facts() -> Reply<TenantFacts?> {
        send("SELECT id, route, kind, parent_id FROM tenants WHERE id = \(tenant)") { rows in
            try rows.first.map(TenantFacts.init(row:))
        }
    }

    /// The tenant that this transaction is on, by its present name; `nil` when there is none.
    package func itself() -> Reply<Tenant?> {
        send("SELECT id, route, kind, parent_id, name FROM tenants WHERE id = \(tenant)") { rows in
            try rows.first.map(Tenant.init(row:))
        }
    }

    /// The tenant itself as a list of one, unless it comes before `after`.
    package func itself(after: ID<Tenant>?) -> Reply<[Tenant]> {
        send(
            """
            SELECT id, route, kind, parent_id, name FROM tenants WHERE id = \(tenant) AND id > \(after ?? .lowest)
            """
        ) { rows in try rows.map(Tenant.init(row:)) }
    }

    /// This tenant's children, by id.
    package func children(after: ID<Tenant>?, limit: Int) -> Reply<[Tenant]> {
        send(
            """
            SELECT id, route, kind, parent_id, name FROM tenants
            WHERE parent_id = \(tenant) AND id > \(after ?? .lowest) ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map(Tenant.init(row:)) }
    }

    package func insert(_ tenant: Tenant) {
        let facts = tenant.facts
        send(
            """
            INSERT INTO tenants (id, route, kind, parent_id, name)
            VALUES (\(facts.id), \(facts.route), \(facts.kind), \(facts.parent), \(tenant.name))
            """
        )
    }

    package func rename(to name: String) {
        send("UPDATE tenants SET name = \(name) WHERE id = \(tenant)")
    }
}

extension StoreTransaction where Kind == OnPlatform {
    /// All tenants but the platform itself, by id.
    package func tenants(after: ID<Tenant>?, limit: Int) -> Reply<[Tenant]> {
        send(
            """
            SELECT id, route, kind, parent_id, name FROM tenants
            WHERE id > \(after ?? .lowest) AND kind <> 'PLATFORM' ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map(Tenant.init(row:)) }
    }
}

extension ID {
    static var lowest: Self { ID(bits: 0) }
}

extension TenantFacts {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            kind: try row.decode("kind"),
            parent: try row.decode("parent_id"),
            route: try row.decode("route")
        )
    }
}

extension Tenant {
    fileprivate init(row: Row) throws {
        self.init(try TenantFacts(row: row), name: try row.decode("name"))
    }
}
