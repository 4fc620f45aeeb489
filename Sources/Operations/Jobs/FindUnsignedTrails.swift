package import Domain
internal import Store

/// Finds tenants whose trail has rows that are not signed yet.
package struct FindUnsignedTrails: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// Some of them, leaving out `others`.
    package func callAsFunction(except others: Set<ID<Tenant>>) async throws -> Set<ID<Tenant>> {
        try await platform.database.readFinder { $0.tenantsToSign(except: others, limit: 1000) }
    }
}
