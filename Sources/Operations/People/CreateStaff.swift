package import Domain
internal import Store

/// Lets a person into the platform's own staff. Only the command line does this: whoever runs it holds the database.
package struct CreateStaff: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(email: EmailAddress, name: DisplayName, role: Role, password: Password) async throws -> User {
        let hash = try await platform.passwords.hash(password.text)
        return try await platform.database.onTenant(.platform) { transaction in
            var locked = try await transaction.lock()
            let user = User(id: ID.make(at: locked.now, using: platform.entropy), email: email.text, name: name.text)
            transaction.insertUser(user, platformRole: role, passwordHash: hash, at: locked.now)
            let change = Change(action: "staff.create", subject: user.id.description, after: ["email": .string(user.email), "role": .string(role.rawValue)])
            try transaction.record(change, by: .commandLine, in: &locked, using: platform.entropy)
            transaction.save(locked)
            return user
        }
    }
}
