package import Domain
internal import Store

/// A tenant's members, in one role or in any, in the order in which they came.
package struct ListMembers: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let page: PageRequest
        package let role: Role?

        package init(page: PageRequest = PageRequest(), role: Role? = nil) {
            self.page = page
            self.role = role
        }
    }

    package func callAsFunction(
        of tenant: ID<Tenant>,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> Page<MemberView> {
        let authorization = try await platform.authorize(.memberRead, on: tenant, for: call)
        let input = try read()
        let list = "members \(tenant) \(input.role?.rawValue ?? "")"
        let limit = input.page.limit
        let after: ID<Membership>? = try platform.cursors.id(in: input.page.cursor, of: list)
        let found = try await platform.read(authorization) { transaction in
            transaction.members(being: input.role, after: after, limit: limit + 1)
        }
        let page = platform.cursors.page(found, limit: limit, of: list) { .string($0.id.description) }
        let groups = Set(page.elements.compactMap(\.membership.ceilingGroup))
        let names = try await platform.database.readTenant(tenant) { $0.names(ofGroups: groups) }
        return Page(elements: page.elements.map { MemberView($0, groupNames: names) }, nextCursor: page.nextCursor)
    }
}
