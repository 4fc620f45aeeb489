package import Domain
internal import Store

/// One member of a tenant.
package struct ReadMember: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: ID<Membership>,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> MemberView {
        let authorization = try await platform.authorize(.memberRead, on: tenant, for: call)
        let found = try await platform.read(authorization) { $0.member(id) }
        guard let found else { throw Failure.notFound() }
        let groups = Set([found.membership.ceilingGroup].compactMap(\.self))
        let names = try await platform.database.readTenant(tenant) { $0.names(ofGroups: groups) }
        return MemberView(found, groupNames: names)
    }
}
