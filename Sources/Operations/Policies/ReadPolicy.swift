package import Domain
internal import Store

/// The rules that a tenant's keys are made under: its catalogue of scopes, its expiry, and so on.
package struct ReadPolicy: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(of tenant: ID<Tenant>, call: Call) async throws -> Versioned<Policy> {
        let authorization = try await platform.authorize(.policyRead, on: tenant, for: call)
        let policy = try await platform.read(authorization) { $0.versionedPolicy() }
        return policy
    }
}
