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

    /// The tenant itself as a list of one, unless it comes before `after` or the filter leaves it out. Of the filter's status
    /// nothing is known here: a tenant sees the state of no other.
    package func itself(matching filter: TenantFilter = TenantFilter(), after: ID<Tenant>?) -> Reply<[Tenant]> {
        send(
            """
            SELECT id, route, kind, parent_id, name FROM tenants
            WHERE id = \(tenant) AND id > \(after ?? .lowest)\(fragment: filter.conditions)
            """
        ) { rows in try rows.map(Tenant.init(row:)) }
    }

    /// This tenant's children, by id. Of the filter's status nothing is known here either.
    package func children(
        matching filter: TenantFilter = TenantFilter(),
        after: ID<Tenant>?,
        limit: Int
    ) -> Reply<[Tenant]> {
        send(
            """
            SELECT id, route, kind, parent_id, name FROM tenants
            WHERE parent_id = \(tenant) AND id > \(after ?? .lowest)\(fragment: filter.conditions)
            ORDER BY id LIMIT \(limit)
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
    ///
    /// It walks along the ids, or along a partner's children, until the page is full: a page costs what lies between its first
    /// tenant and its last, at whatever depth.
    package func tenants(
        matching filter: TenantFilter = TenantFilter(),
        after: ID<Tenant>?,
        limit: Int
    ) -> Reply<[Tenant]> {
        send(
            """
            SELECT id, route, kind, parent_id, name FROM tenants
            WHERE id > \(after ?? .lowest) AND kind <> 'PLATFORM'\(fragment: filter.conditions)\(fragment: filter.suspension)
            ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map(Tenant.init(row:)) }
    }

    /// What these tenants are called; the platform itself has no name.
    package func names(of tenants: Set<ID<Tenant>>) -> Reply<[ID<Tenant>: String]> {
        send("SELECT id, name FROM tenants WHERE id = ANY(\(Array(tenants))) AND kind <> 'PLATFORM'") { rows in
            Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("id"), try $0.decode("name")) })
        }
    }
}

extension TenantFilter {
    /// On a row of `tenants`, but for the status.
    fileprivate var conditions: Query {
        var conditions: Query = ""
        if let kind { conditions = "\(fragment: conditions) AND kind = \(kind)" }
        if let parent { conditions = "\(fragment: conditions) AND parent_id = \(parent)" }
        switch search {
        case .id(let id): conditions = "\(fragment: conditions) AND id = \(id)"
        case .name(let text): conditions = "\(fragment: conditions) AND strpos(lower(name), lower(\(text))) > 0"
        case nil: break
        }
        return conditions
    }

    /// Who is suspended is read once, and then asked of each row: few are.
    fileprivate var suspension: Query {
        let isSuspended: Query = """
            (id IN (SELECT tenant_id FROM tenant_state WHERE suspended_at IS NOT NULL)
                OR coalesce(
                    parent_id IN (SELECT tenant_id FROM tenant_state WHERE suspended_at IS NOT NULL), false))
            """
        return switch status {
        case .suspended: " AND \(fragment: isSuspended)"
        case .active: " AND NOT \(fragment: isSuspended)"
        case nil: ""
        }
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
