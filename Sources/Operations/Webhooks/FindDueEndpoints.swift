package import Domain
internal import Store

/// Finds endpoints for which something is due, of all tenants.
package struct FindDueEndpoints: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Due: Sendable {
        package let now: Instant
        /// Those first whose turn it is.
        package let endpoints: [DueEndpoint]
    }

    package func callAsFunction(
        exceptTenants tenants: Set<ID<Tenant>>,
        exceptEndpoints endpoints: Set<ID<WebhookEndpoint>>,
        limit: Int
    ) async throws -> Due {
        let now = try await platform.database.readFinder { $0.time() }
        let due = try await platform.database.readFinder { transaction in
            transaction.endpointsWithDueDeliveries(
                at: now,
                exceptTenants: tenants,
                exceptEndpoints: endpoints,
                limit: limit
            )
        }
        return Due(now: now, endpoints: due)
    }
}
