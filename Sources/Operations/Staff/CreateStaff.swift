package import Domain
internal import Store

/// Lets a person into the platform's own staff. Only the command line does this: whoever runs it holds the database.
package struct CreateStaff: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        email: EmailAddress,
        name: DisplayName,
        role: Role,
        password: Password
    ) async throws -> User {
        guard role.isPlatform else {
            throw Failure.invalid([InputError("/role", "INVALID_VALUE", "Staff are SUPER_USER or SUPPORT.")])
        }
        let user = User(id: .make(at: SystemClock.now(), using: platform.entropy), email: email.text, name: name.text)
        let password = try await platform.newPassword(password.text.expose(), for: user)
        let hash = try await platform.passwords.hash(password.text)
        return try await platform.database.onTenant(.platform) { transaction in
            let locked = try await transaction.held(transaction.lock())
            try transaction.insertUser(user, platformRole: role, passwordHash: hash, at: locked.now)
            let after: JSON = ["email": .string(user.email), "platform_role": .string(role.rawValue)]
            platform.conclude(
                Change("staff.create", on: user.id, after: after),
                by: .system,
                locked,
                in: transaction
            )
            return user
        }
    }
}
