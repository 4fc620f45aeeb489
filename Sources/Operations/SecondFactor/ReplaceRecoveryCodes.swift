internal import Domain
internal import Store

/// Gives somebody ten new recovery codes; the old ones are good no longer.
package struct ReplaceRecoveryCodes: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(code: String, call: Call, from client: SignInClient) async throws -> Answered<
        RecoveryCodes
    > {
        try call.actor.requireOwnProof()
        let user = call.actor.user.id
        return try await platform.onAccount(for: call, from: client) { transaction, locked in
            let codes = RecoveryCodes.make(using: platform.entropy)
            try await transaction.waitingAsPerson(user) { person in
                guard try await platform.requireSecondFactor(of: user, code, in: person) else {
                    throw Failure.noSecondFactor()
                }
                person.replaceRecoveryCodes(of: user, with: codes.macs(of: user, platform.secondFactors))
            }
            platform.conclude(
                Change("second_factor.replace_recovery_codes", on: user),
                by: Author(ofOwnAccount: call),
                locked,
                in: transaction
            )
            return codes
        }
    }
}

extension Failure {
    static func noSecondFactor() -> Failure { .conflict("You have no second factor.") }
}
