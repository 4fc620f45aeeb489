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
        guard authorization.permit.role.mayGrant(role) else {
            throw Failure(.roleForbidden, "Nobody grants a role above their own.")
        }
        guard role.isPossible(in: authorization.tenant.kind) else {
            let kind = authorization.tenant.kind.rawValue
            throw Failure.invalid([InputError("/role", "INVALID_VALUE", "A \(kind) has no \(role.rawValue).")])
        }
        let hash = try await platform.passwords.hash(password.text)
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let locked = try await platform.held(access, in: transaction)
            let user = User(id: .make(at: locked.now, using: platform.entropy), email: email.text, name: name.text)
            let membership = Membership(
                id: .make(at: locked.now, using: platform.entropy),
                tenant: tenant,
                role: role
            )
            try transaction.insertUser(user, platformRole: nil, passwordHash: hash, at: locked.now)
            transaction.insertMembership(membership, of: user.id, at: locked.now)
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
