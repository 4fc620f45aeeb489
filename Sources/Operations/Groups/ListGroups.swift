package import Domain
internal import Store

/// A tenant's authorization groups, of one type or of any, oldest first.
package struct ListGroups: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let page: PageRequest
        package let type: GroupType?

        package init(page: PageRequest = PageRequest(), type: GroupType? = nil) {
            self.page = page
            self.type = type
        }
    }

    package func callAsFunction(
        in tenant: ID<Tenant>,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> Page<AuthorizationGroup> {
        let authorization = try await platform.authorize(.groupRead, on: tenant, for: call)
        let input = try read()
        let list = "groups \(tenant) \(input.type?.rawValue ?? "")"
        let limit = input.page.limit
        let after: ID<AuthorizationGroup>? = try platform.cursors.id(in: input.page.cursor, of: list)
        let found = try await platform.read(authorization) { transaction in
            transaction.groups(of: input.type, after: after, limit: limit + 1)
        }
        return platform.cursors.page(found, limit: limit, of: list) { .string($0.id.description) }
    }
}
