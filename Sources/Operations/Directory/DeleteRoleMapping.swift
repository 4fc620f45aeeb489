package import Domain
internal import Store

/// Ends what a directory's group makes of its people. Those of whom SCIM has told have lost it at their next request.
package struct DeleteRoleMapping: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ id: ID<RoleMapping>, in tenant: ID<Tenant>, call: Call) async throws {
        let authorization = try await platform.authorizeUnbounded(tenant, for: call)
        try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let present = transaction.roleMappings()
            let locked = try await platform.held(access, in: transaction)
            let mappings = try await transaction.result(present)
            guard let mapping = mappings.first(where: { $0.id == id }) else { throw Failure.notFound() }
            transaction.deleteRoleMapping(id)
            let roles = try await platform.synchronise(concerning: mapping, locked, in: transaction)
            try platform.conclude(
                Change(.memberManage, on: id, before: mapping.audited(), after: ["roles": roles]),
                by: Author(call, authorization.permit),
                locked,
                in: transaction
            )
        }
    }
}
