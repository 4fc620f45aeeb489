package import Domain
internal import Store

/// A tenant's invitations that nobody has accepted, with one ceiling or whichever, oldest first.
package struct ListInvitations: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let page: PageRequest
        package let group: ID<AuthorizationGroup>?

        package init(page: PageRequest = PageRequest(), group: ID<AuthorizationGroup>? = nil) {
            self.page = page
            self.group = group
        }
    }

    package func callAsFunction(
        to tenant: ID<Tenant>,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> Page<InvitationView> {
        let authorization = try await platform.authorize(.memberRead, on: tenant, for: call)
        let input = try read()
        let list = "invitations \(tenant) \(input.group?.description ?? "")"
        let limit = input.page.limit
        let after: ID<Invitation>? = try platform.cursors.id(in: input.page.cursor, of: list)
        let found = try await platform.read(authorization) { transaction in
            transaction.invitations(under: input.group, after: after, limit: limit + 1)
        }
        let page = platform.cursors.page(found, limit: limit, of: list) { .string($0.id.description) }
        let groups = Set(page.elements.compactMap(\.grant.ceilingGroup))
        let inviters = Set(page.elements.map(\.createdBy))
        let (names, people) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.names(ofGroups: groups), transaction.people(inviters))
        }
        return Page(
            elements: page.elements.map { InvitationView($0, groupNames: names, people: people) },
            nextCursor: page.nextCursor
        )
    }
}
