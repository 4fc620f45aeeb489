package import Domain
internal import Store

/// Makes a person with a password and a role in one tenant, as setting up a platform does.
package struct Enrol: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        email: EmailAddress, name: DisplayName, password: Password, role: Role, in tenant: ID<Tenant>, call: Call
    ) async throws -> User {
        let authorization = try await platform.authorize(.memberManage, on: tenant, for: call)
        guard role.isPossible(in: authorization.tenant.kind) else {
            throw Failure.invalid([InputError("/role", "INVALID_VALUE", "A \(authorization.tenant.kind.rawValue) has no \(role.rawValue).")])
        }
        let hash = try await platform.passwords.hash(password.text)
        return try await platform.database.onTenant(tenant) { transaction in
            var locked = try await transaction.lock()
            let user = User(id: ID.make(at: locked.now, using: platform.entropy), email: email.text, name: name.text)
            let membership = Membership(id: ID.make(at: locked.now, using: platform.entropy), tenant: tenant, role: role)
            try transaction.insertUser(user, platformRole: nil, passwordHash: hash, at: locked.now)
            transaction.insertMembership(membership, of: user.id, at: locked.now)
            try transaction.record(
                Change(
                    "member.create", on: membership.id.description,
                    after: ["user_id": .string(user.id.description), "role": .string(role.rawValue)]),
                by: call, authorization.permit, in: &locked, using: platform.entropy)
            transaction.save(locked)
            return user
        }
    }
}
