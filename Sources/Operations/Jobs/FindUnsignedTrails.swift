package import Domain
internal import Store

/// Finds tenants whose trail has rows that are not signed yet, or not under the newest pepper.
package struct FindUnsignedTrails: Sendable {
    private let platform: Platform
    private let older: [String]

    package init(platform: Platform) {
        self.platform = platform
        older = AuditSigners(peppers: platform.peppers).older
    }

    /// Some of them, leaving out `others`.
    package func callAsFunction(except others: Set<ID<Tenant>>) async throws -> Set<ID<Tenant>> {
        try await platform.database.readFinder { $0.tenantsToSign(signedBy: older, except: others, limit: 1000) }
    }
}
