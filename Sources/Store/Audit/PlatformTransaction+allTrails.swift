package import Domain
internal import Postgres

/// Where a row is in the list of all trails: by time, then by tenant, then by its number there.
package struct AuditPlace: Comparable, Sendable {
    package let at: Instant
    package let tenant: ID<Tenant>
    package let sequence: Int64

    package init(at: Instant, tenant: ID<Tenant>, sequence: Int64) {
        self.at = at
        self.tenant = tenant
        self.sequence = sequence
    }

    package static func < (one: Self, other: Self) -> Bool {
        (one.at.microseconds, one.tenant, one.sequence) < (other.at.microseconds, other.tenant, other.sequence)
    }

    /// Before all rows of an instant.
    fileprivate init(beginning instant: Instant) {
        self.init(at: instant, tenant: .lowest, sequence: 0)
    }
}

/// Where a page of the list of all trails is, and where the next one begins.
package struct AllTrailsPlaces: Sendable {
    /// Newest first.
    package let found: [AuditPlace]
    /// The people who are named in them.
    package let actors: Set<ID<User>>
    /// The place before which to go on; nil at the list's end.
    package let next: AuditPlace?
}

/// A row, and whose trail it is in.
package struct TenantsAuditRow: Sendable {
    package let tenant: ID<Tenant>
    package let row: AuditRow
}

extension StoreTransaction where Kind == OnPlatform {
    /// The rows of all trails that the filter matches, before a place, newest first.
    ///
    /// As of one trail, it walks along the index of one of the filter's members and compares the others row by row; so a page
    /// costs the same at any depth. One that has looked at `effort` rows ends early, even without any.
    package func auditPlaces(
        _ filter: AuditFilter,
        before: AuditPlace?,
        limit: Int,
        effort: Int
    ) -> Reply<AllTrailsPlaces> {
        send(
            """
            WITH looked AS MATERIALIZED (
                \(fragment: AllTrailsWalk(filter, before: before, effort: effort).query)
            ), found AS (
                SELECT at, tenant_id, seq, actor_id FROM looked WHERE \(fragment: filter.conditionsBesideWalk)
                ORDER BY at DESC, tenant_id DESC, seq DESC LIMIT \(limit + 1)
            ), last AS (
                SELECT at, tenant_id, seq FROM looked ORDER BY at, tenant_id, seq LIMIT 1
            )
            SELECT ARRAY(SELECT at FROM found ORDER BY at DESC, tenant_id DESC, seq DESC) AS times,
                ARRAY(SELECT tenant_id FROM found ORDER BY at DESC, tenant_id DESC, seq DESC) AS tenants,
                ARRAY(SELECT seq FROM found ORDER BY at DESC, tenant_id DESC, seq DESC) AS numbers,
                ARRAY(SELECT DISTINCT actor_id FROM found WHERE actor_id IS NOT NULL) AS actors,
                (SELECT count(*) FROM looked) AS looked, (SELECT at FROM last) AS last_at,
                (SELECT tenant_id FROM last) AS last_tenant, (SELECT seq FROM last) AS last_number
            """
        ) { rows in try AllTrailsPlaces(row: try rows.one, limit: limit, effort: effort) }
    }

    /// The rows at these places, newest first.
    package func auditRows(at places: [AuditPlace]) -> Reply<[TenantsAuditRow]> {
        send(
            """
            SELECT tenant_id, \(fragment: auditColumns)
            FROM unnest(\(places.map(\.tenant)), \(places.map(\.sequence))) AS place (tenant_id, seq)
            JOIN audit_events USING (tenant_id, seq)
            ORDER BY at DESC, tenant_id DESC, seq DESC
            """
        ) { rows in
            try rows.map { TenantsAuditRow(tenant: try $0.decode("tenant_id"), row: try AuditRow(row: $0)) }
        }
    }
}

extension AllTrailsPlaces {
    fileprivate init(row: Row, limit: Int, effort: Int) throws {
        let times = try row.decode("times", as: [Instant].self)
        let tenants = try row.decode("tenants", as: [ID<Tenant>].self)
        let numbers = try row.decode("numbers", as: [Int64].self)
        let found = zip(times, zip(tenants, numbers)).map { AuditPlace(at: $0, tenant: $1.0, sequence: $1.1) }
        let isFull = found.count > limit
        let isExhausted = Int(try row.decode("looked", as: Int64.self)) < effort
        self.found = Array(found.prefix(limit))
        actors = Set(try row.decode("actors", as: [ID<User>].self))
        next =
            if isFull { self.found.last } else if isExhausted { nil } else {
                AuditPlace(
                    at: try row.decode("last_at"),
                    tenant: try row.decode("last_tenant"),
                    sequence: try row.decode("last_number")
                )
            }
    }
}

// MARK: - The walk

/// Along the index of what is likely to match least, in that index's own order.
private struct AllTrailsWalk {
    let filter: AuditFilter
    let upper: AuditPlace
    let lower: AuditPlace
    let effort: Int

    /// Of times that somebody else wrote and that are none, such as infinity, no place can be made: they are left out.
    init(_ filter: AuditFilter, before: AuditPlace?, effort: Int) {
        self.filter = filter
        self.effort = effort
        let end = AuditPlace(beginning: min(filter.to, Instant.writable.upperBound))
        upper = before.map { min($0, end) } ?? end
        lower = AuditPlace(beginning: max(filter.from, Instant.writable.lowerBound))
    }

    var query: Query {
        if let object = filter.object { return walk("object", object) }
        if let actor = filter.actor { return walk("actor_id", actor) }
        guard !filter.actions.isEmpty else {
            return """
                SELECT at, tenant_id, seq, action, actor_id, object FROM audit_events
                WHERE (at, tenant_id, seq) < (\(fragment: place(upper))) AND (at, tenant_id, seq) >= (\(fragment: place(lower)))
                ORDER BY at DESC, tenant_id DESC, seq DESC LIMIT \(effort)
                """
        }
        let walks = filter.actions.map { "(\(fragment: walk("action", $0)))" as Query }
        let merged = walks.dropFirst().reduce(walks[0]) { "\(fragment: $0) UNION ALL \(fragment: $1)" }
        return """
            SELECT * FROM (\(fragment: merged)) AS walks ORDER BY at DESC, tenant_id DESC, seq DESC LIMIT \(effort)
            """
    }

    private func walk(_ column: String, _ value: some PostgresEncodable) -> Query {
        """
        SELECT at, tenant_id, seq, action, actor_id, object FROM audit_events
        WHERE (\(unsafeSQL: column), at, tenant_id, seq) < (\(value), \(fragment: place(upper)))
            AND (\(unsafeSQL: column), at, tenant_id, seq) >= (\(value), \(fragment: place(lower)))
        ORDER BY \(unsafeSQL: column) DESC, at DESC, tenant_id DESC, seq DESC LIMIT \(effort)
        """
    }

    private func place(_ place: AuditPlace) -> Query {
        "\(place.at), \(place.tenant), \(place.sequence)"
    }
}

private func min(_ instant: Instant?, _ bound: Instant) -> Instant { instant.map { Swift.min($0, bound) } ?? bound }
private func max(_ instant: Instant?, _ bound: Instant) -> Instant { instant.map { Swift.max($0, bound) } ?? bound }
