package import Domain
internal import Store

/// A tenant's invitations that nobody has accepted, oldest first.
package struct ListInvitations: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        to tenant: ID<Tenant>,
        _ read: () throws -> PageRequest,
        call: Call
    ) async throws -> Page<InvitationView> {
        let authorization = try await platform.authorize(.memberRead, on: tenant, for: call)
        let request = try read()
        let list = "invitations \(tenant)"
        let after: ID<Invitation>? = try platform.cursors.id(in: request.cursor, of: list)
        let found = try await platform.read(authorization) { transaction in
            transaction.invitations(after: after, limit: request.limit + 1)
        }
        let page = platform.cursors.page(found, limit: request.limit, of: list) { .string($0.id.description) }
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
