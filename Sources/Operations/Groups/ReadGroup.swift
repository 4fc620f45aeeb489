package import Domain
internal import Store

/// One authorization group.
package struct ReadGroup: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ group: ID<AuthorizationGroup>,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> AuthorizationGroup {
        _ = try await platform.authorize(.groupRead, on: tenant, for: call)
        let found = try await platform.database.readTenant(tenant) { $0.group(group) }
        guard let found else { throw Failure.notFound() }
        return found
    }
}
