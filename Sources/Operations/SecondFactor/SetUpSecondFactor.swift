package import Domain
internal import Store

/// Makes a secret for a device. It counts for nothing until a code shows that the device has it.
package struct SetUpSecondFactor: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(password: Sensitive<String>, call: Call, from client: SignInClient) async throws
        -> Answered<NewSecondFactor>
    {
        try await platform.requirePassword(password, for: call, from: client)
        let user = call.actor.user
        // Also for a replay: the secret of a second factor that counts is told to nobody.
        let present = try await platform.database.readPerson(user.id) { $0.secondFactor(of: user.id) }
        guard present?.confirmedAt == nil else { throw Self.isThere }
        return try await platform.onAccount(for: call) { transaction, locked in
            let totp = TOTP.make(using: platform.entropy)
            let sealed = try platform.secondFactors.seal(totp, of: user.id)
            let inserted = try transaction.asPerson(user.id) { person in
                person.insertSecondFactor(sealed, of: user.id, at: locked.now)
            }
            guard try await transaction.result(inserted) else { throw Self.isThere }
            platform.conclude(
                Change("second_factor.begin", on: user.id),
                by: Author(ofOwnAccount: call),
                locked,
                in: transaction
            )
            return NewSecondFactor(totp: totp, user: user)
        }
    }

    private static let isThere = Failure.conflict("You have a second factor. Remove it first.")
}

/// What the person gives their device. Told this once.
package struct NewSecondFactor: Replayable {
    let totp: TOTP
    let user: User

    package var body: JSON {
        ["secret": .string(totp.text.expose()), "otpauth_url": .string(totp.url(for: user).expose())]
    }

    package var eTag: String? { nil }
}
