package import Domain
internal import Store

/// Gives a tenant another name. Everything else about it has ways of its own, or never changes.
package struct EditTenant: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        /// As it is when nil.
        package let name: DisplayName?
        /// The version that the change is of.
        package let expectedVersion: VersionCondition?

        package init(name: DisplayName?, expectedVersion: VersionCondition?) {
            self.name = name
            self.expectedVersion = expectedVersion
        }
    }

    package func callAsFunction(
        _ tenant: ID<Tenant>,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> TenantView {
        let authorization = try await platform.authorize(.tenantUpdate, on: tenant, for: call)
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.itself()
            let taken = try await platform.taken(access, in: transaction)
            var locked = try taken.live()

            let input = try read()
            try VersionCondition.needed(input.expectedVersion).require(locked.state.version)
            let present = try await transaction.result(stored).found
            let edited = Tenant(present.facts, name: input.name?.text ?? present.name)
            let author = try Author(call, authorization.permit)
            if edited == present {
                platform.conclude(unchanged: locked, authorization.permit, by: author, in: transaction)
            } else {
                transaction.rename(to: edited.name)
                locked.state.version += 1
                platform.conclude(
                    Change(
                        .tenantUpdate,
                        on: tenant,
                        before: ["name": .string(present.name)],
                        after: ["name": .string(edited.name)]
                    ),
                    by: author,
                    locked,
                    in: transaction
                )
            }
            return TenantView(edited, locked.state, partner: taken.partner)
        }
    }
}
