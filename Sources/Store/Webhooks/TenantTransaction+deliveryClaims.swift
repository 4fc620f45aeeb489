package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// Takes what is due for an endpoint, if that is enabled, one at a time while it fails, so that nobody else sends it until
    /// the claim lapses. What somebody else is taking at this moment is passed over. The tenant's lock is not needed.
    package func claimDeliveries(
        to endpoint: ID<WebhookEndpoint>,
        at now: Instant,
        until lapse: Instant,
        limit: Int
    ) -> Reply<[ClaimedDelivery]> {
        let tenant = tenant
        return send(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM deliveries
                WHERE tenant_id = \(tenant) AND endpoint_id = \(endpoint) AND due_at <= \(now)
                    AND period = (\(fragment: told("period", endpoint)))
                ORDER BY due_at LIMIT (\(fragment: told("CASE WHEN failures > 0 THEN 1 ELSE \(limit) END", endpoint)))
                FOR NO KEY UPDATE SKIP LOCKED
            )
            UPDATE deliveries d SET due_at = \(lapse), claims = d.claims + 1
            FROM due, outbox o
            WHERE d.tenant_id = \(tenant) AND d.id = due.id AND o.tenant_id = \(tenant) AND o.id = d.event_id
            RETURNING d.id, d.event_id, d.claims, d.attempts, o.body
            """
        ) { rows in
            try rows.map { row in
                ClaimedDelivery(
                    tenant: tenant,
                    id: try row.decode("id"),
                    endpoint: endpoint,
                    event: try row.decode("event_id"),
                    body: try row.decode("body"),
                    number: Int(try row.decode("claims", as: Int32.self)),
                    attempt: Int(try row.decode("attempts", as: Int32.self)) + 1,
                    lapsesAt: lapse
                )
            }
        }
    }

    /// Of the endpoint, if anything is sent to it.
    private func told(_ what: Query, _ endpoint: ID<WebhookEndpoint>) -> Query {
        """
        SELECT \(fragment: what) FROM webhook_endpoints
        WHERE tenant_id = \(tenant) AND id = \(endpoint) AND disabled_at IS NULL AND deleted_at IS NULL
        """
    }

    /// Gives a claim back of what was not sent, which does not count. Somebody else sends it from then on.
    package func release(_ claim: ClaimedDelivery, until then: Instant) {
        send("UPDATE deliveries SET due_at = \(then) WHERE \(fragment: condition(of: claim))")
    }

    /// Whether it is still this claim that holds the delivery. Once it has lapsed and another has been made, what comes of the
    /// first must change nothing.
    func condition(of claim: ClaimedDelivery) -> Query {
        """
        tenant_id = \(tenant) AND id = \(claim.id) AND claims = \(Int32(claim.number)) AND due_at = \(claim.lapsesAt)
        """
    }
}
