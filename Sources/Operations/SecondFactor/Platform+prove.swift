internal import Domain
internal import Store

extension Platform {
    /// What somebody has proved whose password was right.
    ///
    /// - Throws: `SECOND_FACTOR_REQUIRED` without the code that they need, `INVALID_CREDENTIALS` when it is wrong.
    func prove(_ user: User, code: String?) async throws -> Proof {
        let hasSecondFactor = try await database.onPerson(user.id) { transaction in
            try await requireSecondFactor(of: user.id, code, in: transaction)
        }
        return .password(secondFactor: hasSecondFactor)
    }

    /// Takes the code of whoever has a second factor; false for those who have none. A code is good once, whoever else
    /// shows it at the same moment: the row is held until the transaction ends.
    @discardableResult
    func requireSecondFactor(
        of user: ID<User>,
        _ code: String?,
        in transaction: borrowing PersonTransaction
    ) async throws -> Bool {
        let held = transaction.lockSecondFactor(of: user)
        // Behind the lock, so that it is the time after the wait.
        let time = transaction.time()
        guard let factor = try await transaction.result(held), let confirmedAt = factor.confirmedAt else { return false }
        guard let code else { throw Failure.secondFactorRequired() }
        switch SecondFactorCode(presented: code) {
        case .timed(let digits):
            let totp = try secondFactors.open(factor.secret, of: user)
            let now = try await transaction.result(time)
            guard let step = totp.step(of: digits, at: now, after: factor.lastStep) else { throw Failure.wrongCode() }
            transaction.takeStep(step, of: user, confirmedAt: confirmedAt)
            if let secret = try secondFactors.resealed(factor.secret, of: user) {
                transaction.reseal(secret, of: user)
            }
        case .recovery(let code):
            let macs = secondFactors.macs(of: code, of: user)
            guard try await transaction.result(transaction.takeRecoveryCode(withAnyOf: macs, of: user)) else {
                throw Failure.wrongCode()
            }
        case nil:
            throw Failure.wrongCode()
        }
        return true
    }
}
