package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    package func delivery(
        _ id: ID<WebhookDelivery>,
        to endpoint: ID<WebhookEndpoint>
    ) -> Reply<WebhookDelivery?> {
        send(
            """
            SELECT \(fragment: deliveryColumns)
            FROM deliveries d JOIN outbox o ON o.tenant_id = d.tenant_id AND o.id = d.event_id
            WHERE d.tenant_id = \(tenant) AND d.id = \(id) AND d.endpoint_id = (
                SELECT id FROM webhook_endpoints WHERE tenant_id = \(tenant) AND id = \(endpoint) AND deleted_at IS NULL
            )
            """
        ) { rows in try rows.first.map(WebhookDelivery.init(row:)) }
    }

    /// What a delivery's event is sent as, byte for byte.
    package func eventBody(of id: ID<WebhookDelivery>) -> Reply<String?> {
        send(
            """
            SELECT o.body FROM deliveries d JOIN outbox o ON o.tenant_id = d.tenant_id AND o.id = d.event_id
            WHERE d.tenant_id = \(tenant) AND d.id = \(id)
            """
        ) { rows in try rows.first.map { try $0.decode("body") } }
    }

    /// What came of each time that it was sent, the first one first.
    package func attempts(of id: ID<WebhookDelivery>) -> Reply<[DeliveryAttempt]> {
        send(
            """
            SELECT (row_number() OVER (ORDER BY number))::integer AS number, at, took_ms, outcome, address,
                request_headers, answer_status, answer_headers, answer_body
            FROM delivery_attempts WHERE tenant_id = \(tenant) AND delivery_id = \(id) ORDER BY number
            """
        ) { rows in try rows.map(DeliveryAttempt.init(row:)) }
    }

    /// Puts an event into the outbox for deliveries that are written beside it.
    package func keep(_ event: WebhookEvent, as id: ID<AuditEvent>, at now: Instant) {
        send(
            """
            INSERT INTO outbox (tenant_id, id, type, at, body)
            VALUES (\(tenant), \(id), \(event.type), \(now), \(event.body(at: now)))
            """
        )
    }

    /// Another delivery of an event that is in the outbox.
    package func insert(_ delivery: WebhookDelivery) {
        send(
            """
            INSERT INTO deliveries (tenant_id, id, endpoint_id, event_id, created_at, due_at, redelivers, period)
            SELECT tenant_id, \(delivery.id), id, \(delivery.event), \(delivery.createdAt), \(delivery.dueAt),
                \(delivery.redelivers), period
            FROM webhook_endpoints WHERE tenant_id = \(tenant) AND id = \(delivery.endpoint)
            """
        )
    }

    /// Deletes events from before `cutoff`, those first that are the oldest, with their deliveries; but none of which one
    /// is younger, or still on its way.
    package func deleteEvents(before cutoff: Instant, limit: Int) -> Reply<Int> {
        send(
            """
            DELETE FROM outbox WHERE tenant_id = \(tenant) AND id IN (
                SELECT o.id FROM outbox o
                WHERE o.tenant_id = \(tenant) AND o.at < \(cutoff) AND \(fragment: isOver(at: cutoff))
                ORDER BY o.at LIMIT \(limit)
            )
            RETURNING id
            """
        ) { rows in rows.count }
    }
}

extension StoreTransaction where Kind == OnFinder {
    /// Tenants that have events from before `cutoff` to be deleted, those first that have the oldest.
    package func tenantsWithOldDeliveries(
        before cutoff: Instant,
        except others: Set<ID<Tenant>>,
        limit: Int
    ) -> Reply<Set<ID<Tenant>>> {
        send(
            """
            SELECT o.tenant_id FROM outbox o
            WHERE o.at < \(cutoff) AND o.tenant_id <> ALL(\(Array(others))) AND \(fragment: isOver(at: cutoff))
            ORDER BY o.at LIMIT \(limit)
            """
        ) { rows in Set(try rows.map { row in try row.decode("tenant_id") }) }
    }
}

private func isOver(at cutoff: Instant) -> Query {
    """
    NOT EXISTS (
        SELECT FROM deliveries d
        WHERE d.tenant_id = o.tenant_id AND d.event_id = o.id AND (d.created_at >= \(cutoff) OR d.due_at IS NOT NULL)
    )
    """
}

/// When a delivery, `d`, is sent next. What was on its way when its endpoint was disabled is over at once, though it is written
/// down a little later.
let dueAt: Query = """
    CASE WHEN d.period = (
        SELECT e.period FROM webhook_endpoints e WHERE e.tenant_id = d.tenant_id AND e.id = d.endpoint_id
    ) THEN d.due_at END
    """

/// Of `deliveries d` and `outbox o`.
let deliveryColumns: Query = """
    d.id, d.endpoint_id, d.event_id, o.type, d.created_at, \(fragment: dueAt) AS due_at, d.attempts, d.delivered_at,
    d.redelivers
    """

extension WebhookDelivery {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            endpoint: try row.decode("endpoint_id"),
            event: try row.decode("event_id"),
            type: try row.decode("type"),
            createdAt: try row.decode("created_at"),
            dueAt: try row.decode("due_at"),
            attempts: Int(try row.decode("attempts", as: Int32.self)),
            deliveredAt: try row.decode("delivered_at"),
            redelivers: try row.decode("redelivers")
        )
    }
}

extension DeliveryAttempt {
    fileprivate init(row: Row) throws {
        self.init(
            number: Int(try row.decode("number", as: Int32.self)),
            at: try row.decode("at"),
            tookMilliseconds: Int(try row.decode("took_ms", as: Int32.self)),
            outcome: try row.decode("outcome"),
            address: try row.decode("address"),
            requestHeaders: HeaderLines(text: try row.decode("request_headers")),
            answer: try Answer(row: row)
        )
    }
}

extension DeliveryAttempt.Answer {
    fileprivate init?(row: Row) throws {
        guard let status = try row.decode("answer_status", as: Int32?.self) else { return nil }
        self.init(
            status: Int(status),
            headers: HeaderLines(text: try row.decode("answer_headers", as: String?.self) ?? ""),
            body: try row.decode("answer_body", as: Bytes?.self)?.bytes ?? []
        )
    }
}
