internal import Domain
internal import Store

// What the command line does to people. Whoever runs it holds the database, so nobody is asked whether they may; what would
// lock everybody out is refused all the same.

extension Platform {
    /// Changes somebody's account: the platform's lock is held, so that two commands do not each take away what the other
    /// one leaves.
    ///
    /// - Throws: `NOT_FOUND` when nobody has this address.
    func onAccount<Result: Sendable>(
        of email: EmailAddress,
        _ work: (Account, borrowing TenantTransaction, LockedTenant) async throws -> Result
    ) async throws -> Result {
        try await database.onTenant(.platform) { transaction in
            let locked = try await transaction.held(transaction.lock())
            let found = try transaction.asPerson(nil) { $0.account(email: email) }
            guard let account = try await transaction.result(found) else {
                throw Failure(.notFound, "Nobody has the address \(email.text).")
            }
            return try await work(account, transaction, locked)
        }
    }

    /// Ends a change of somebody's account that ends all their sessions too.
    func concludeEndingSessions(
        of user: ID<User>,
        _ change: Change,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws {
        var locked = locked
        try await endSessions(of: user, because: change.action, by: .system, &locked, in: transaction)
        conclude(change, by: .system, locked, in: transaction)
    }

    /// Refuses what would leave the platform without anybody who may do everything.
    func requireSuperUser(besides account: Account, in transaction: borrowing TenantTransaction) async throws {
        guard account.platformRole == .superUser, !account.isDisabled else { return }
        let others = try transaction.asPerson(account.user.id) { $0.hasSuperUser(besides: account.user.id) }
        guard try await transaction.result(others) else {
            throw Failure(
                .lastAdmin,
                "\(account.user.email) is the last SUPER_USER who can sign in. Create another one first."
            )
        }
    }
}
