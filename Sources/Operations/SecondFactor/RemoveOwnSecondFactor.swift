package import Domain
internal import Store

/// Takes somebody's second factor off their account, with the recovery codes. Their other sessions end; whoever is at one of
/// them may not be the one who did this.
package struct RemoveOwnSecondFactor: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        password: Sensitive<String>,
        code: String,
        call: Call,
        from client: SignInClient
    ) async throws -> Answered<SecondFactorState> {
        try await platform.requirePassword(password, for: call, from: client)
        let user = call.actor.user.id
        return try await platform.onAccount(for: call, from: client) { transaction, locked in
            try await transaction.waitingAsPerson(user) { person in
                guard try await platform.requireSecondFactor(of: user, code, in: person) else {
                    throw Failure.noSecondFactor()
                }
                person.deleteSecondFactor(of: user)
                if let session = call.actor.session { person.setSecondFactor(false, of: session, of: user) }
            }
            var locked = locked
            let (author, change) = (Author(ofOwnAccount: call), Change("second_factor.remove", on: user))
            try await platform.endSessions(
                of: user,
                besides: call.actor.session,
                because: change.action,
                by: author,
                &locked,
                in: transaction
            )
            platform.conclude(change, by: author, locked, in: transaction)
            return .none
        }
    }
}
