package import Domain
internal import Store

/// Every trail that there is, the platform's own among them, for whoever holds the database.
package struct ListTrails: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// Some of them, in the order of their tenants' ids; none at the end.
    package func callAsFunction(after last: ID<Tenant>?) async throws -> [ID<Tenant>] {
        try await platform.database.readFinder { $0.tenantsWithTrails(after: last, limit: 500) }
    }
}
