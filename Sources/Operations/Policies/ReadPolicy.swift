package import Domain
internal import Store

/// The rules that a tenant's keys are made under: its catalogue of scopes, its expiry, and so on.
package struct ReadPolicy: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(of tenant: ID<Tenant>, call: Call) async throws -> Versioned<Policy> {
        _ = try await platform.authorize(.policyRead, on: tenant, for: call)
        return try await platform.database.readTenant(tenant) { $0.versionedPolicy() }
    }
}
