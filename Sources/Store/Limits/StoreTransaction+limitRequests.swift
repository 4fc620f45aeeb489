package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    package func limitRequest(_ id: ID<LimitRequest>) -> Reply<LimitRequest?> {
        send("\(fragment: selectRequests) WHERE tenant_id = \(tenant) AND id = \(id)") { rows in
            try rows.first.map(LimitRequest.init(row:))
        }
    }

    /// The one that waits for staff.
    package func pendingLimitRequest() -> Reply<LimitRequest?> {
        send("\(fragment: selectRequests) WHERE tenant_id = \(tenant) AND status = 'PENDING'") { rows in
            try rows.first.map(LimitRequest.init(row:))
        }
    }

    /// The tenant's requests, newest first.
    package func limitRequests(
        being status: LimitRequest.Status?,
        before: ID<LimitRequest>?,
        limit: Int
    ) -> Reply<[LimitRequest]> {
        let chosen: Query = status.map { "AND status = \($0)" } ?? ""
        let position: Query = before.map { "AND id < \($0)" } ?? ""
        return send(
            """
            \(fragment: selectRequests)
            WHERE tenant_id = \(tenant) \(fragment: chosen) \(fragment: position)
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { rows in try rows.map(LimitRequest.init(row:)) }
    }

    package func insert(_ request: LimitRequest) {
        send(
            """
            INSERT INTO limit_requests (tenant_id, id, status, requested_limit, reason, created_at, created_by)
            VALUES (\(tenant), \(request.id), 'PENDING', \(Int32(request.requestedLimit)), \(request.reason),
                \(request.createdAt), \(request.createdBy))
            """
        )
    }

    package func decide(_ request: LimitRequest) {
        let decision = request.decision
        send(
            """
            UPDATE limit_requests
            SET status = \(request.status), decided_at = \(decision?.at), decided_by = \(decision?.by),
                decision_reason = \(decision?.reason), granted_limit = \((decision?.grantedLimit).map(Int32.init))
            WHERE tenant_id = \(tenant) AND id = \(request.id)
            """
        )
    }
}

extension StoreTransaction where Kind == OnPlatform {
    /// All tenants' requests, oldest first.
    package func limitRequests(
        being status: LimitRequest.Status?,
        after: ID<LimitRequest>?,
        limit: Int
    ) -> Reply<[LimitRequest]> {
        let chosen: Query = status.map { "AND status = \($0)" } ?? ""
        return send(
            """
            \(fragment: selectRequests)
            WHERE id > \(after ?? .lowest) \(fragment: chosen)
            ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map(LimitRequest.init(row:)) }
    }
}

private let selectRequests: Query = """
    SELECT tenant_id, id, requested_limit, reason, created_at, created_by, decided_at, decided_by, decision_reason,
        granted_limit
    FROM limit_requests
    """

extension LimitRequest.Status: Word {}

extension LimitRequest {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            tenant: try row.decode("tenant_id"),
            requestedLimit: Int(try row.decode("requested_limit", as: Int32.self)),
            reason: try row.decode("reason"),
            createdAt: try row.decode("created_at"),
            createdBy: try row.decode("created_by"),
            decision: try row.decode("decided_at", as: Instant?.self).map { decidedAt in
                LimitDecision(
                    at: decidedAt,
                    by: try row.decode("decided_by"),
                    reason: try row.decode("decision_reason"),
                    grantedLimit: try row.decode("granted_limit", as: Int32?.self).map(Int.init)
                )
            }
        )
    }
}
