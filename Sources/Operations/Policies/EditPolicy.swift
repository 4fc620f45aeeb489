package import Domain
internal import Store

/// Changes columns of a tenant's policy. That binds new keys and new changes; keys that are there keep what they have.
package struct EditPolicy: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let edit: PolicyEdit
        /// The version that the change is of.
        package let expectedVersion: VersionCondition?

        package init(edit: PolicyEdit, expectedVersion: VersionCondition?) {
            self.edit = edit
            self.expectedVersion = expectedVersion
        }
    }

    /// The limit is the tenant's own, and has its own way of being raised.
    private static let fixed = ["key_limit": "The limit is changed at the tenant's key-limit."]

    package func callAsFunction(
        of tenant: ID<Tenant>,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> Versioned<Policy> {
        let authorization = try await platform.authorize(.policyManage, on: tenant, for: call)
        let input = try read()
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.versionedPolicy()
            let locked = try await platform.held(access, in: transaction)

            let present = try await transaction.result(stored)
            let policy = try input.edit.applied(to: present.value, fixed: Self.fixed)
            try VersionCondition.needed(input.expectedVersion).require(present.version)
            let author = try Author(call, authorization.permit)
            guard policy != present.value else {
                platform.conclude(unchanged: locked, authorization.permit, by: author, in: transaction)
                return present
            }

            let edited = Versioned(policy, version: present.version + 1)
            transaction.update(policy, version: edited.version)
            platform.conclude(
                Change(
                    .policyManage,
                    on: tenant,
                    before: present.value.difference(from: policy),
                    after: policy.difference(from: present.value)
                ),
                by: author,
                locked,
                in: transaction
            )
            return edited
        }
    }
}
