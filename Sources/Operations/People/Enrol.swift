package import Domain
internal import Store

/// Makes a person with a password and a role in one tenant, as setting up a platform does.
package struct Enrol: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        email: EmailAddress,
        name: DisplayName,
        password: Password,
        as role: Role,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> User {
        let authorization = try await platform.authorize(.memberManage, on: tenant, for: call)
        let grant = MemberGrant(role: role)
        let hash = try await platform.passwords.hash(password.text)
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let ceilings = try platform.ceilings(of: authorization.permit.memberships, in: transaction)
            let locked = try await platform.held(access, in: transaction)
            let ceiling = try await platform.ceiling(of: authorization.permit, ceilings, in: transaction)
            let permit = authorization.permit
            let granter = Granter(role: permit.role, ceiling: ceiling, endsAt: permit.endsAt)
            try grant.requireHeld(by: granter, scopes: nil)
            let errors = grant.errors(in: authorization.tenant.kind, group: nil, at: locked.now)
            guard errors.isEmpty else { throw Failure.invalid(errors) }
            let user = User(id: .make(at: locked.now, using: platform.entropy), email: email.text, name: name.text)
            let membership = Membership(
                id: .make(at: locked.now, using: platform.entropy),
                tenant: tenant,
                grant
            )
            try transaction.insertUser(user, platformRole: nil, passwordHash: hash, at: locked.now)
            try transaction.insertMembership(membership, of: user.id, at: locked.now)
            let after: JSON = ["user_id": .string(user.id.description), "role": .string(role.rawValue)]
            try platform.conclude(
                Change(.memberManage, on: membership.id, after: after),
                by: Author(call, authorization.permit),
                locked,
                in: transaction
            )
            return user
        }
    }
}
