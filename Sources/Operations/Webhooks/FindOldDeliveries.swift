package import Domain
internal import Store

/// Finds tenants with events whose time is over.
package struct FindOldDeliveries: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// Some of them, those first that have the oldest, leaving out `others`.
    package func callAsFunction(except others: Set<ID<Tenant>>) async throws -> Set<ID<Tenant>> {
        let now = try await platform.database.readFinder { $0.time() }
        return try await platform.database.readFinder { transaction in
            transaction.tenantsWithOldDeliveries(
                before: now - WebhookDelivery.kept,
                except: others,
                limit: Self.looks
            )
        }
    }

    private static let looks = 1000
}
