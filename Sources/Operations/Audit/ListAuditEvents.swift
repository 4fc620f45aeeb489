package import Domain
internal import Store

/// A trail, newest first. Every page costs the same at most, however long the trail is and whatever is asked for: one that has
/// looked at enough rows ends early, and is gone on with from there.
package struct ListAuditEvents: Sendable {
    private let platform: Platform
    private let effort: Int

    /// - Parameter effort: how many rows a page looks at, at most.
    package init(platform: Platform, effort: Int = 5000) {
        self.platform = platform
        self.effort = effort
    }

    package struct Input: Sendable {
        package let page: PageRequest
        package let filter: AuditFilter
        package let tenants: Tenants?

        package init(
            page: PageRequest = PageRequest(),
            filter: AuditFilter = AuditFilter(),
            tenants: Tenants? = nil
        ) {
            self.page = page
            self.filter = filter
            self.tenants = tenants
        }
    }

    /// Whose rows a list has that is of more than one trail.
    package enum Tenants: String, CaseIterable, Sendable {
        /// All tenants' and the platform's.
        case all = "ALL"
    }

    /// - Parameter tenant: nil for the platform's own trail, from where also all trails are listed.
    package func callAsFunction(
        of tenant: ID<Tenant>?,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> Page<AuditEventView> {
        let access = try await platform.approachTrail(of: tenant, for: call)
        let input = try read()
        if tenant == nil, input.tenants == .all { return try await platform.allTrails(input, effort: effort) }
        let list = "audit events \(access.tenant) \(input.filter.name)"
        let start = try platform.cursors.number(in: input.page.cursor, of: list)
        let places = try await platform.read(access) { transaction in
            transaction.auditPlaces(input.filter, before: start, limit: input.page.limit, effort: effort)
        }
        return try await platform.auditPage(places, of: access.tenant, list)
    }
}

/// What was done to one key, newest first, for whoever may read the key.
package struct ReadKeyHistory: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        of key: ID<APIKey>,
        in tenant: ID<Tenant>,
        _ read: () throws -> PageRequest,
        call: Call
    ) async throws -> Page<AuditEventView> {
        let approach = try await platform.approachKeys(.keyRead, of: tenant, for: call)
        _ = try await platform.read(approach) { $0.key(key) }.found
        let page = try read()
        let list = "key history \(key)"
        let start = try platform.cursors.number(in: page.cursor, of: list)
        let places = try await platform.database.readTenant(tenant) { transaction in
            transaction.auditPlaces(
                AuditFilter(object: key.description),
                before: start,
                limit: page.limit,
                effort: page.limit + 1
            )
        }
        return try await platform.auditPage(places, of: tenant, list)
    }
}

extension Platform {
    /// The rows of a page, and the names of the people in them.
    fileprivate func auditPage(
        _ places: AuditPlaces,
        of tenant: ID<Tenant>,
        _ list: String
    ) async throws -> Page<AuditEventView> {
        let next = places.next.map { cursors.seal(.integer($0), of: list) }
        guard !places.found.isEmpty else { return Page(elements: [], nextCursor: next) }
        let (rows, people) = try await database.readTenant(tenant) { transaction in
            (transaction.auditRows(numbered: places.found), transaction.people(places.actors))
        }
        let views = rows.map { AuditEventView(row: $0, in: tenant, people: people) }
        return Page(elements: views, nextCursor: next)
    }
}

extension CursorSeal {
    /// Before which number a list goes on; its beginning is before none.
    func number(in cursor: String?, of list: String) throws -> Int64 {
        guard let cursor else { return .max }
        guard case .integer(let number) = try open(cursor, of: list) else { throw Failure.invalidCursor() }
        return number
    }
}
