internal import Domain
internal import Store

// What people change about themselves belongs to no tenant: it is kept, and audited, on the platform's own.

extension Platform {
    /// Changes somebody's own account, once under an idempotency key.
    func onAccount<Outcome: Replayable>(
        for call: Call,
        _ work: (borrowing TenantTransaction, LockedTenant) async throws -> Outcome
    ) async throws -> Answered<Outcome> {
        try call.requireWellFormed()
        return try await database.onTenant(.platform) { transaction in
            let claim = try claim(for: call, in: transaction)
            let lock = transaction.lock()
            if let claim { try await transaction.claimed(claim.pending) }
            let locked = try await transaction.held(lock)
            return try await once(claim, at: locked.now, in: transaction) { try await work(transaction, locked) }
        }
    }

    /// As above, for a change that takes a code. A replay takes none, since what it was answered took it.
    func onAccount<Outcome: Replayable>(
        for call: Call,
        from client: SignInClient,
        guessingCode work: (borrowing TenantTransaction, LockedTenant) async throws -> Outcome
    ) async throws -> Answered<Outcome> {
        try await guessingCode(of: call.actor.user, from: client, wrong: Self.wrongCode) {
            try await onAccount(for: call, work)
        }
    }

    private static let wrongCode = Failure.invalid([
        InputError("/code", "WRONG_CODE", "The code is wrong, of another time, or was used before.")
    ])

    /// That whoever calls knows the password of their account, and not only has a session of it.
    func requirePassword(_ password: Sensitive<String>, for call: Call, from client: SignInClient) async throws {
        try call.actor.requireOwnProof()
        let email = try EmailAddress(validating: call.actor.user.email)
        guard try await credential(of: email, password: password, from: client) != nil else {
            throw Failure.invalid([InputError("/password", "WRONG_PASSWORD", "This is not your password.")])
        }
    }
}
