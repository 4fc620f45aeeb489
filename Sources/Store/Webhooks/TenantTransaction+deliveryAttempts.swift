package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// Keeps what came of an attempt, and what becomes of the delivery; nothing of the latter when the claim is no longer the
    /// one that holds it. May be repeated: the second time changes nothing.
    ///
    /// - Parameter url: where it was sent. What comes of that says nothing about where the endpoint leads now, if that is elsewhere.
    /// - Returns: the endpoint's failures in a row, this one included; nil after none.
    package func record(
        _ attempt: DeliveryAttempt,
        of claim: ClaimedDelivery,
        to url: String,
        as fate: DeliveryFate
    ) throws -> Reply<FailureRun?> {
        // Nobody waits for long behind whoever holds the endpoint: all that is written here may be tried again.
        try base.setLockTimeout(.seconds(2))
        // The endpoint first, as whoever deletes it takes them: endpoint, then deliveries.
        let run = fate == .delivered ? endFailures(of: claim, at: url) : countFailure(of: claim, at: url, attempt.at)
        switch fate {
        case .delivered: end(claim, deliveredAt: attempt.at)
        case .dueAgain(let instant): postpone(claim, until: instant)
        case .givenUp: postpone(claim, until: nil)
        }
        insert(attempt, of: claim)
        return run
    }

    /// Also when it was called off meanwhile: it was delivered.
    private func end(_ claim: ClaimedDelivery, deliveredAt instant: Instant) {
        send(
            """
            UPDATE deliveries SET due_at = NULL, delivered_at = \(instant)
            WHERE tenant_id = \(tenant) AND id = \(claim.id) AND claims = \(Int32(claim.number))
                AND delivered_at IS NULL
            """
        )
    }

    private func postpone(_ claim: ClaimedDelivery, until instant: Instant?) {
        send("UPDATE deliveries SET due_at = \(instant) WHERE \(fragment: condition(of: claim))")
    }

    private func endFailures(of claim: ClaimedDelivery, at url: String) -> Reply<FailureRun?> {
        send(
            """
            UPDATE webhook_endpoints SET failures = 0, failing_since = NULL
            WHERE tenant_id = \(tenant) AND id = \(claim.endpoint) AND failures > 0 AND url = \(url)
                AND EXISTS (SELECT FROM deliveries WHERE \(fragment: condition(of: claim)))
            """
        ) { _ in nil }
    }

    private func countFailure(
        of claim: ClaimedDelivery,
        at url: String,
        _ instant: Instant
    ) -> Reply<FailureRun?> {
        send(
            """
            UPDATE webhook_endpoints SET failures = failures + 1, failing_since = coalesce(failing_since, \(instant))
            WHERE tenant_id = \(tenant) AND id = \(claim.endpoint) AND url = \(url) AND disabled_at IS NULL
                AND EXISTS (SELECT FROM deliveries WHERE \(fragment: condition(of: claim)))
            RETURNING failures, failing_since
            """
        ) { rows in
            try rows.first.map { row in
                FailureRun(
                    failures: Int(try row.decode("failures", as: Int32.self)),
                    since: try row.decode("failing_since")
                )
            }
        }
    }

    /// Counts it too, once. Unless the delivery was deleted meanwhile.
    private func insert(_ attempt: DeliveryAttempt, of claim: ClaimedDelivery) {
        send(
            """
            WITH kept AS (
                INSERT INTO delivery_attempts (tenant_id, delivery_id, number, at, took_ms, outcome, address,
                    request_headers, answer_status, answer_headers, answer_body)
                SELECT tenant_id, id, \(Int32(claim.number)), \(attempt.at), \(Int32(attempt.tookMilliseconds)),
                    \(attempt.outcome.rawValue), \(attempt.address), \(attempt.requestHeaders.text),
                    \(attempt.answer.map { Int32($0.status) }), \(attempt.answer?.headers.text),
                    \(attempt.answer.map { Bytes($0.body) })
                FROM deliveries WHERE tenant_id = \(tenant) AND id = \(claim.id)
                ON CONFLICT DO NOTHING
                RETURNING delivery_id
            )
            UPDATE deliveries d SET attempts = d.attempts + 1
            FROM kept WHERE d.tenant_id = \(tenant) AND d.id = kept.delivery_id
            """
        )
    }
}
