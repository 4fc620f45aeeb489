package import Domain
internal import Store

/// Clears away what is left of endpoints that were disabled or deleted. Whoever did that did not wait for it, however much was
/// on its way.
package struct EndDeliveries: Sendable {
    private let platform: Platform
    private let batch: Int

    /// - Parameter batch: deliveries that are written in one transaction, at most.
    package init(platform: Platform, batch: Int = 1000) {
        self.platform = platform
        self.batch = batch
    }

    /// Endpoints of which something is left, but for `others`.
    package func find(except others: Set<ID<WebhookEndpoint>>) async throws -> [EndedEndpoint] {
        try await platform.database.readFinder { transaction in
            transaction.endpointsWithEndedDeliveries(except: others, limit: 1000)
        }
    }

    /// - Returns: whether there may be more.
    package func callAsFunction(_ ended: EndedEndpoint) async throws -> Bool {
        try await platform.database.onTenant(ended.tenant) { transaction in
            let rows =
                ended.isDeleted
                ? transaction.deleteDeliveries(to: ended.endpoint, limit: batch)
                : transaction.endOldDeliveries(to: ended.endpoint, limit: batch)
            let count = try await transaction.result(rows)
            if ended.isDeleted, count == 0 { transaction.forget(ended.endpoint) }
            return count > 0
        }
    }
}
