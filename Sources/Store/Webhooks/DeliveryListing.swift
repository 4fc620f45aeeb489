package import Domain
internal import Postgres

/// Which deliveries to an endpoint are asked for, newest first, and where to go on.
package struct DeliveryListing: Sendable {
    package let endpoint: ID<WebhookEndpoint>
    package let status: WebhookDelivery.Status?
    package let event: WebhookEvent.Kind?
    package let before: DeliveryPlace?
    package let limit: Int
    /// How many rows are looked at, at most, for what no index knows: then the page ends early.
    package let looks: Int

    package init(
        endpoint: ID<WebhookEndpoint>,
        status: WebhookDelivery.Status? = nil,
        event: WebhookEvent.Kind? = nil,
        before: DeliveryPlace? = nil,
        limit: Int,
        looks: Int = 5000
    ) {
        self.endpoint = endpoint
        self.status = status
        self.event = event
        self.before = before
        self.limit = limit
        self.looks = looks
    }

    /// What an index knows of the filter.
    fileprivate var isIndexed: Query {
        switch status {
        case .pending: "AND due_at IS NOT NULL"
        case .failed: "AND delivered_at IS NULL"
        case .delivered, nil: ""
        }
    }

    /// What is sifted while looking.
    fileprivate var isWanted: Query {
        let chosen: Query = event.map { "AND o.type = \($0)" } ?? ""
        return "\(fragment: hasStatus) \(fragment: chosen)"
    }

    /// As `WebhookDelivery.status` has it, of what was ended with its endpoint too.
    private var hasStatus: Query {
        switch status {
        case .pending: "AND \(fragment: dueAt) IS NOT NULL"
        case .failed: "AND d.delivered_at IS NULL AND \(fragment: dueAt) IS NULL"
        case .delivered: "AND d.delivered_at IS NOT NULL"
        case nil: ""
        }
    }

    fileprivate var sifts: Bool { event != nil || status != nil }

    /// One more than the page holds tells whether there is another.
    fileprivate var depth: Int { sifts ? looks : limit + 1 }
}

/// Where in the list a delivery stands.
package struct DeliveryPlace: Sendable {
    package let createdAt: Instant
    package let id: ID<WebhookDelivery>

    package init(createdAt: Instant, id: ID<WebhookDelivery>) {
        self.createdAt = createdAt
        self.id = id
    }
}

/// A delivery with what came of the last time that it was sent.
package struct ListedDelivery: Sendable {
    package let delivery: WebhookDelivery
    package let lastOutcome: DeliveryOutcome?
    package let lastAnswer: Int?
}

extension StoreTransaction where Kind == OnTenant {
    /// What is found, one more than the page holds if there is that much.
    package func deliveries(_ listing: DeliveryListing) -> Reply<[ListedDelivery]> {
        send(
            """
            WITH looked AS (
                SELECT tenant_id, id, endpoint_id, event_id, created_at, due_at, period, attempts, delivered_at, redelivers
                FROM deliveries \(fragment: walk(listing)) LIMIT \(listing.depth)
            )
            SELECT \(fragment: deliveryColumns), a.outcome, a.answer_status
            FROM looked d JOIN outbox o ON o.tenant_id = \(tenant) AND o.id = d.event_id
                LEFT JOIN LATERAL (
                    SELECT outcome, answer_status FROM delivery_attempts
                    WHERE tenant_id = \(tenant) AND delivery_id = d.id ORDER BY number DESC LIMIT 1
                ) a ON true
            WHERE true \(fragment: listing.isWanted)
            ORDER BY d.created_at DESC, d.id DESC LIMIT \(listing.limit + 1)
            """
        ) { rows in try rows.map(ListedDelivery.init(row:)) }
    }

    /// The last row that was looked at where not all of them were.
    package func lastLook(_ listing: DeliveryListing) -> Reply<DeliveryPlace?> {
        guard listing.sifts else { return .known(nil) }
        return send(
            """
            SELECT created_at, id FROM deliveries \(fragment: walk(listing)) OFFSET \(listing.looks - 1) LIMIT 1
            """
        ) { rows in
            try rows.first.map { DeliveryPlace(createdAt: try $0.decode("created_at"), id: try $0.decode("id")) }
        }
    }

    private func walk(_ listing: DeliveryListing) -> Query {
        let behind: Query = listing.before.map { "AND (created_at, id) < (\($0.createdAt), \($0.id))" } ?? ""
        return """
            WHERE tenant_id = \(tenant) AND endpoint_id = \(listing.endpoint) \(fragment: listing.isIndexed)
                \(fragment: behind)
            ORDER BY created_at DESC, id DESC
            """
    }
}

extension ListedDelivery {
    fileprivate init(row: Row) throws {
        self.init(
            delivery: try WebhookDelivery(row: row),
            lastOutcome: try row.decode("outcome"),
            lastAnswer: try row.decode("answer_status", as: Int32?.self).map(Int.init)
        )
    }
}
