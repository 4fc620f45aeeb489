package import Domain
internal import Store

/// Gives somebody another password without the one that they had. All their sessions end.
package struct ResetPassword: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ password: Password, email: EmailAddress) async throws {
        let found = try await platform.database.readPerson(nil) { $0.account(email: email) }
        let user = found?.user ?? User(id: ID(bits: 0), email: email.text, name: "")
        let chosen = try await platform.newPassword(password.text.expose(), for: user)
        let hash = try await platform.passwords.hash(chosen.text)
        try await platform.onAccount(of: email) { account, transaction, locked in
            try transaction.asPerson(account.user.id) { person in
                person.replacePassword(hash, of: account.user.id, at: locked.now)
            }
            let change = Change("staff.reset_password", on: account.user.id)
            try await platform.concludeEndingSessions(of: account.user.id, change, locked, in: transaction)
        }
    }
}
