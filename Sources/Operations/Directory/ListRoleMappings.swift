package import Domain
internal import Store

/// What a tenant's directories' groups make of people, in the order in which it was decided.
package struct ListRoleMappings: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(in tenant: ID<Tenant>, call: Call) async throws -> Page<RoleMapping> {
        let authorization = try await platform.authorize(.memberRead, on: tenant, for: call)
        let found = try await platform.read(authorization) { $0.roleMappings() }
        return Page(elements: found, nextCursor: nil)
    }
}
