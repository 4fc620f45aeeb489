package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    package func webhookEndpoint(_ id: ID<WebhookEndpoint>) -> Reply<WebhookEndpoint?> {
        send("\(fragment: selectEndpoints) WHERE tenant_id = \(tenant) AND id = \(id) AND deleted_at IS NULL") { rows in
            try rows.first.map(WebhookEndpoint.init(row:))
        }
    }

    /// By id, which is the order in which they were made.
    package func webhookEndpoints(after: ID<WebhookEndpoint>?, limit: Int) -> Reply<[WebhookEndpoint]> {
        send(
            """
            \(fragment: selectEndpoints)
            WHERE tenant_id = \(tenant) AND id > \(after ?? .lowest) AND deleted_at IS NULL ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map(WebhookEndpoint.init(row:)) }
    }

    package func countWebhookEndpoints() -> Reply<Int> {
        send(
            "SELECT count(*) AS count FROM webhook_endpoints WHERE tenant_id = \(tenant) AND deleted_at IS NULL"
        ) { rows in try rows.one.decode("count") }
    }

    package func insert(_ endpoint: WebhookEndpoint) {
        send(
            """
            INSERT INTO webhook_endpoints (tenant_id, id, url, description, events, pepper_id, secret,
                created_at, created_by, updated_at)
            VALUES (\(tenant), \(endpoint.id), \(endpoint.url), \(endpoint.description), \(endpoint.events),
                \(Int32(endpoint.secret.pepperID)), \(Bytes(endpoint.secret.bytes)),
                \(endpoint.createdAt), \(endpoint.createdBy), \(endpoint.updatedAt))
            """
        )
    }

    /// Writes all that is changed under the tenant's lock: everything but the run of failures.
    package func save(_ endpoint: WebhookEndpoint) {
        let previous = endpoint.previous
        send(
            """
            UPDATE webhook_endpoints
            SET url = \(endpoint.url), description = \(endpoint.description), events = \(endpoint.events),
                pepper_id = \(Int32(endpoint.secret.pepperID)), secret = \(Bytes(endpoint.secret.bytes)),
                previous_pepper_id = \((previous?.secret.pepperID).map(Int32.init)),
                previous_secret = \((previous?.secret.bytes).map { Bytes($0) }), previous_until = \(previous?.until),
                disabled_at = \(endpoint.disabled?.at), disabled_because = \(endpoint.disabled?.because),
                updated_at = \(endpoint.updatedAt), version = \(endpoint.version)
            WHERE tenant_id = \(tenant) AND id = \(endpoint.id)
            """
        )
    }

    /// Its run of failures is over.
    package func forgetFailures(of endpoint: ID<WebhookEndpoint>) {
        send(
            """
            UPDATE webhook_endpoints SET failures = 0, failing_since = NULL
            WHERE tenant_id = \(tenant) AND id = \(endpoint)
            """
        )
    }

    /// Ends what is on its way to an endpoint, however much that is: its deliveries are of a period that is over then.
    package func endDeliveries(to endpoint: ID<WebhookEndpoint>) {
        send("UPDATE webhook_endpoints SET period = period + 1 WHERE tenant_id = \(tenant) AND id = \(endpoint)")
    }

    /// With all that was sent to it, and is on its way. The rows go later, since they may be many; its secrets go now.
    package func delete(_ endpoint: WebhookEndpoint, at now: Instant) {
        send(
            """
            UPDATE webhook_endpoints
            SET deleted_at = \(now), period = period + 1, secret = '', previous_secret = NULL, previous_pepper_id = NULL,
                previous_until = NULL
            WHERE tenant_id = \(tenant) AND id = \(endpoint.id)
            """
        )
    }
}

private let selectEndpoints: Query = """
    SELECT tenant_id, id, url, description, events, pepper_id, secret, previous_pepper_id, previous_secret, previous_until,
        disabled_at, disabled_because, failures, failing_since, created_at, created_by, updated_at, version
    FROM webhook_endpoints
    """

extension WebhookEndpoint {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            tenant: try row.decode("tenant_id"),
            url: try row.decode("url"),
            description: try row.decode("description"),
            events: try row.decode("events"),
            secret: SealedWebhookSecret(
                pepperID: Int(try row.decode("pepper_id", as: Int32.self)),
                bytes: try row.decode("secret", as: Bytes.self).bytes
            ),
            previous: try Previous(row: row),
            disabled: try Disabled(row: row),
            failures: Int(try row.decode("failures", as: Int32.self)),
            failingSince: try row.decode("failing_since"),
            createdAt: try row.decode("created_at"),
            createdBy: try row.decode("created_by"),
            updatedAt: try row.decode("updated_at"),
            version: try row.decode("version")
        )
    }
}

extension WebhookEndpoint.Previous {
    fileprivate init?(row: Row) throws {
        guard let pepperID = try row.decode("previous_pepper_id", as: Int32?.self),
            let bytes = try row.decode("previous_secret", as: Bytes?.self)
        else { return nil }
        self.init(
            secret: SealedWebhookSecret(pepperID: Int(pepperID), bytes: bytes.bytes),
            until: try row.decode("previous_until")
        )
    }
}

extension WebhookEndpoint.Disabled {
    fileprivate init?(row: Row) throws {
        guard let at = try row.decode("disabled_at", as: Instant?.self) else { return nil }
        self.init(at: at, because: try row.decode("disabled_because"))
    }
}
