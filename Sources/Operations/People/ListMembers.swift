package import Domain
internal import Store

/// A tenant's members, in one role or in any, with one ceiling or whichever, in the order in which they came.
package struct ListMembers: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let page: PageRequest
        package let role: Role?
        package let group: ID<AuthorizationGroup>?

        package init(
            page: PageRequest = PageRequest(),
            role: Role? = nil,
            group: ID<AuthorizationGroup>? = nil
        ) {
            self.page = page
            self.role = role
            self.group = group
        }
    }

    package func callAsFunction(
        of tenant: ID<Tenant>,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> Page<MemberView> {
        let authorization = try await platform.authorize(.memberRead, on: tenant, for: call)
        let input = try read()
        let list = "members \(tenant) \(input.role?.rawValue ?? "") \(input.group?.description ?? "")"
        let limit = input.page.limit
        let after: ID<Membership>? = try platform.cursors.id(in: input.page.cursor, of: list)
        let found = try await platform.read(authorization) { transaction in
            transaction.members(being: input.role, under: input.group, after: after, limit: limit + 1)
        }
        let page = platform.cursors.page(found, limit: limit, of: list) { .string($0.id.description) }
        let groups = Set(page.elements.compactMap(\.membership.ceilingGroup))
        let names = try await platform.database.readTenant(tenant) { $0.names(ofGroups: groups) }
        return Page(elements: page.elements.map { MemberView($0, groupNames: names) }, nextCursor: page.nextCursor)
    }
}
