package import Domain
internal import Store

/// Gives a person another password, for the one that they have. It ends all their sessions, the present one too, in whose
/// place another begins; links by which it could have been set are void.
package struct ChangePassword: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        from current: Sensitive<String>,
        to text: String,
        call: Call,
        from client: SignInClient
    ) async throws -> BegunSession {
        let user = call.actor.user
        try call.actor.requireOwnProof()
        let password = try await platform.newPassword(text, for: user, at: "/new_password")
        let email = try EmailAddress(validating: user.email)
        guard let credential = try await platform.credential(of: email, password: current, from: client) else {
            throw Failure.invalid([InputError("/current_password", "WRONG_PASSWORD", "This is not your password.")])
        }
        let hash = try await platform.passwords.hash(password.text)
        // The platform's own trail has it, since a person may be in many tenants or in none: all changes of passwords wait
        // for one lock, which is held for three round trips.
        let session = try await platform.database.onTenant(.platform) { transaction in
            var locked = try await transaction.held(transaction.lock())
            let changed = try transaction.asPerson(user.id) { person in
                person.lock(person: user.id)
                return person.passwordChanged(of: user.id)
            }
            guard try await transaction.result(changed) == credential.changedAt else {
                throw Failure.conflict("The password was changed in the meantime.")
            }
            let now = locked.now
            try transaction.asPerson(user.id) { $0.replacePassword(hash, of: user.id, at: now) }
            let (author, change) = (Author(ofOwnAccount: call), Change("password.change", on: user.id))
            platform.note(change, by: author, &locked, in: transaction)
            try await platform.endSessions(of: user.id, because: change.action, by: author, &locked, in: transaction)
            let session = try platform.begin(
                user,
                by: call.actor.proof,
                under: .mint(for: user.id, using: platform.entropy),
                from: client,
                at: now,
                in: transaction
            )
            let beginning = session.beginning(by: call.actor.proof)
            platform.conclude(beginning, by: author, locked, in: transaction)
            return session
        }
        platform.count(begun: user.id, by: call.actor.proof, from: client)
        return session
    }
}
