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
        return try await platform.database.onTenant(tenant) { transaction in
            guard let group = try await transaction.result(transaction.group(group)) else { throw Failure.notFound() }
            return group
        }
    }
}
