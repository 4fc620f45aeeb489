package import Domain
internal import Postgres

/// Where a page of a trail's list is, and where the next one begins.
package struct AuditPlaces: Sendable {
    /// The numbers of the rows, newest first.
    package let found: [Int64]
    /// The people who are named in them.
    package let actors: Set<ID<User>>
    /// The number before which to go on; nil at the list's end.
    package let next: Int64?
}

extension StoreTransaction where Kind == OnTenant {
    /// The rows that the filter matches, before a number, newest first.
    ///
    /// It walks along the index of one of the filter's members, in that index's own order, and compares the others row by row;
    /// so a page costs the same at any depth. One that has looked at `effort` rows ends early, even without any.
    package func auditPlaces(
        _ filter: AuditFilter,
        before: Int64,
        limit: Int,
        effort: Int
    ) -> Reply<AuditPlaces> {
        send(
            """
            WITH looked AS MATERIALIZED (
                \(fragment: walk(filter, before: before, effort: effort))
            ), found AS (
                SELECT seq, actor_id FROM looked
                WHERE \(fragment: filter.conditionsBesideWalk) ORDER BY seq DESC LIMIT \(limit + 1)
            )
            SELECT ARRAY(SELECT seq FROM found ORDER BY seq DESC) AS found,
                ARRAY(SELECT DISTINCT actor_id FROM found WHERE actor_id IS NOT NULL) AS actors,
                (SELECT count(*) FROM looked) AS looked, (SELECT min(seq) FROM looked) AS last
            """
        ) { rows in
            let row = try rows.one
            let found = try row.decode("found", as: [Int64].self)
            let shown = Array(found.prefix(limit))
            let isExhausted = Int(try row.decode("looked", as: Int64.self)) < effort
            return AuditPlaces(
                found: shown,
                actors: Set(try row.decode("actors", as: [ID<User>].self)),
                next: found.count > limit ? shown.last : isExhausted ? nil : try row.decode("last", as: Int64?.self)
            )
        }
    }

    package func auditRows(numbered numbers: [Int64]) -> Reply<[AuditRow]> {
        guard !numbers.isEmpty else { return .known([]) }
        return send(
            """
            SELECT \(fragment: auditColumns) FROM audit_events
            WHERE tenant_id = \(tenant) AND seq = ANY(\(numbers)) ORDER BY seq DESC
            """
        ) { rows in try rows.map(AuditRow.init(row:)) }
    }

    /// The first row from an instant on; nil when there is none. Time never goes back in a trail.
    package func auditSequence(from instant: Instant) -> Reply<Int64?> {
        send(firstRow(from: instant)) { rows in try rows.first?.decode("seq") }
    }

    /// The last row before an instant; nil when there is none.
    package func auditSequence(before instant: Instant) -> Reply<Int64?> {
        send(lastRow(before: instant)) { rows in try rows.first?.decode("seq") }
    }

    private func firstRow(from instant: Instant) -> Query {
        "SELECT seq FROM audit_events WHERE tenant_id = \(tenant) AND at >= \(instant) ORDER BY at, seq LIMIT 1"
    }

    private func lastRow(before instant: Instant) -> Query {
        "SELECT seq FROM audit_events WHERE tenant_id = \(tenant) AND at < \(instant) ORDER BY at DESC, seq DESC LIMIT 1"
    }
}

// MARK: - The walk

extension StoreTransaction where Kind == OnTenant {
    /// Along the index of what is likely to match least. Bounds and order name all of the index's columns: for an order by
    /// number alone, the planner might go through the whole trail instead, in the hope of soon having found enough.
    private func walk(_ filter: AuditFilter, before: Int64, effort: Int) -> Query {
        if let object = filter.object {
            return walk("object", object, filter, before, effort)
        }
        if let actor = filter.actor {
            return walk("actor_id", actor, filter, before, effort)
        }
        if !filter.actions.isEmpty {
            let walks = filter.actions.map { action in
                "(\(fragment: walk("action", action, filter, before, effort)))" as Query
            }
            let merged = walks.dropFirst().reduce(walks[0]) { "\(fragment: $0) UNION ALL \(fragment: $1)" }
            return "SELECT * FROM (\(fragment: merged)) AS walks ORDER BY seq DESC LIMIT \(effort)"
        }
        return """
            SELECT seq, action, actor_id, object FROM audit_events
            WHERE tenant_id = \(tenant) AND seq < \(before) \(fragment: bounds(of: filter, "", nil as String?))
            ORDER BY seq DESC LIMIT \(effort)
            """
    }

    private func walk(
        _ column: String,
        _ value: some PostgresEncodable,
        _ filter: AuditFilter,
        _ before: Int64,
        _ effort: Int
    ) -> Query {
        """
        SELECT seq, action, actor_id, object FROM audit_events
        WHERE tenant_id = \(tenant) AND (\(unsafeSQL: column), seq) < (\(value), \(before))
            AND (\(unsafeSQL: column), seq) >= (\(value), \(Int64(0))) \(fragment: bounds(of: filter, column, value))
        ORDER BY \(unsafeSQL: column) DESC, seq DESC LIMIT \(effort)
        """
    }

    /// Times, as the numbers of the rows between which they lie.
    private func bounds(of filter: AuditFilter, _ column: String, _ value: (some PostgresEncodable)?) -> Query {
        let seq: Query = value == nil ? "seq" : "(\(unsafeSQL: column), seq)"
        let place = { (row: Query) -> Query in
            guard let value else { return "(\(fragment: row))" }
            return "(\(value), (\(fragment: row)))"
        }
        let from: Query = filter.from.map { "AND \(fragment: seq) >= \(fragment: place(firstRow(from: $0)))" } ?? ""
        let to: Query = filter.to.map { "AND \(fragment: seq) <= \(fragment: place(lastRow(before: $0)))" } ?? ""
        return "\(fragment: from) \(fragment: to)"
    }
}

extension AuditFilter {
    /// What the walk along one index leaves open.
    var conditionsBesideWalk: Query {
        var conditions: [Query] = ["TRUE"]
        if object != nil, let actor { conditions.append("actor_id = \(actor)") }
        if object != nil || actor != nil, !actions.isEmpty {
            conditions.append("action = ANY(\(actions))")
        }
        if !excludedActions.isEmpty { conditions.append("action <> ALL(\(excludedActions))") }
        return conditions.dropFirst().reduce(conditions[0]) { "\(fragment: $0) AND \(fragment: $1)" }
    }
}
