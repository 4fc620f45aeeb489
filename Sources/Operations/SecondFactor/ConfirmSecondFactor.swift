internal import Domain
internal import Store

/// Puts a second factor to use, once a code has shown that the device has its secret. From then on only sessions that have
/// shown it are good: all others end, and this one counts as one of them.
package struct ConfirmSecondFactor: Sendable {
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
                try await confirm(with: code, of: user, in: person)
                person.replaceRecoveryCodes(of: user, with: codes.macs(of: user, platform.secondFactors))
                if let session = call.actor.session { person.setSecondFactor(true, of: session, of: user) }
            }
            var locked = locked
            let (author, change) = (Author(ofOwnAccount: call), Change("second_factor.confirm", on: user))
            try await platform.endSessions(
                of: user,
                besides: call.actor.session,
                because: change.action,
                by: author,
                &locked,
                in: transaction
            )
            platform.conclude(change, by: author, locked, in: transaction)
            return codes
        }
    }

    private func confirm(with code: String, of user: ID<User>, in person: borrowing PersonTransaction) async throws {
        let held = person.lockSecondFactor(of: user)
        let time = person.time()
        guard let factor = try await person.result(held), factor.confirmedAt == nil else {
            throw Failure.conflict("There is no second factor to confirm. Set one up first.")
        }
        let now = try await person.result(time)
        let totp = try platform.secondFactors.open(factor.secret, of: user)
        guard case .timed(let digits) = SecondFactorCode(presented: code),
            let step = totp.step(of: digits, at: now, after: factor.lastStep)
        else { throw WrongCode() }
        person.takeStep(step, of: user, confirmedAt: now)
    }
}
