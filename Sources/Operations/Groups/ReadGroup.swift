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
        let authorization = try await platform.authorize(.groupRead, on: tenant, for: call)
        return try await platform.read(authorization) { $0.group(group) }.found
    }
}
