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

    /// That whoever calls knows the password of their account, and not only has a session of it.
    func requirePassword(_ password: Sensitive<String>, for call: Call) async throws {
        try call.actor.requireOwnProof()
        let user = call.actor.user.id
        let hash = try await database.readPerson(user) { $0.passwordHash(of: user) }
        guard try await passwords.verify(password, against: hash) else {
            throw Failure(.invalidCredentials, "The password is wrong.")
        }
    }
}
