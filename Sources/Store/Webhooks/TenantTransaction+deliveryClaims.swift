package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// Takes what is due for an endpoint, if that is enabled, so that nobody else sends it until the claim lapses. What somebody
    /// else is taking at this moment is passed over. The tenant's lock is not needed.
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
                SELECT d.id FROM deliveries d
                JOIN webhook_endpoints e ON e.tenant_id = d.tenant_id AND e.id = d.endpoint_id
                WHERE d.tenant_id = \(tenant) AND d.endpoint_id = \(endpoint) AND d.due_at <= \(now)
                    AND e.disabled_at IS NULL
                ORDER BY d.due_at LIMIT \(limit)
                FOR NO KEY UPDATE OF d SKIP LOCKED
            )
            UPDATE deliveries d SET due_at = \(lapse), attempts = d.attempts + 1
            FROM due, outbox o
            WHERE d.tenant_id = \(tenant) AND d.id = due.id AND o.tenant_id = \(tenant) AND o.id = d.event_id
            RETURNING d.id, d.event_id, d.attempts, o.body
            """
        ) { rows in
            try rows.map { row in
                ClaimedDelivery(
                    tenant: tenant,
                    id: try row.decode("id"),
                    endpoint: endpoint,
                    event: try row.decode("event_id"),
                    body: try row.decode("body"),
                    attempt: Int(try row.decode("attempts", as: Int32.self)),
                    lapsesAt: lapse
                )
            }
        }
    }

    /// Gives a claim back, so that somebody else sends at once what was not sent.
    package func release(_ claim: ClaimedDelivery, at now: Instant) {
        send("UPDATE deliveries SET due_at = \(now) WHERE \(fragment: condition(of: claim))")
    }

    /// Gives a claim back that was not sent, which does not count.
    package func postpone(_ claim: ClaimedDelivery, until then: Instant) {
        send("UPDATE deliveries SET due_at = \(then), attempts = attempts - 1 WHERE \(fragment: condition(of: claim))")
    }

    /// Whether it is still this claim that holds the delivery. Once it has lapsed and another has been made, what comes of the
    /// first must change nothing.
    func condition(of claim: ClaimedDelivery) -> Query {
        """
        tenant_id = \(tenant) AND id = \(claim.id) AND attempts = \(Int32(claim.attempt)) AND due_at = \(claim.lapsesAt)
        """
    }
}
