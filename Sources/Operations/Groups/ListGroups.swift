package import Domain
internal import Store

/// A tenant's authorization groups, oldest first.
package struct ListGroups: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        in tenant: ID<Tenant>,
        _ read: () throws -> PageRequest,
        call: Call
    ) async throws -> Page<AuthorizationGroup> {
        _ = try await platform.authorize(.groupRead, on: tenant, for: call)
        let page = try read()
        let list = "groups \(tenant)"
        let after: ID<AuthorizationGroup>? = try platform.cursors.id(in: page.cursor, of: list)
        let found = try await platform.database.readTenant(tenant) { $0.groups(after: after, limit: page.limit + 1) }
        return platform.cursors.page(found, limit: page.limit, of: list) { .string($0.id.description) }
    }
}
