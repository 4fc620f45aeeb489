internal import Domain
internal import Store

extension Platform {
    /// What somebody has proved whose password was right.
    ///
    /// - Throws: `SECOND_FACTOR_REQUIRED` without the code that they need, `INVALID_CREDENTIALS` when it is wrong,
    ///   `TOO_MANY_REQUESTS` after too many wrong ones.
    func prove(_ user: User, code: String?, from client: SignInClient) async throws -> Proof {
        let take = {
            try await database.onPerson(user.id) { transaction in
                try await requireSecondFactor(of: user.id, code, in: transaction)
            }
        }
        // Who shows no code guesses none.
        guard code != nil else {
            do {
                return .password(secondFactor: try await take())
            } catch let failure as Failure where failure.code == .secondFactorRequired {
                count(refused: user.id, failure.code.rawValue, from: client)
                throw failure
            }
        }
        let isShown = try await guessingCode(of: user, from: client, wrong: .wrongCode(), take)
        return .password(secondFactor: isShown)
    }

    /// Counts wrong codes, so that nobody can try them all.
    ///
    /// - Parameter wrong: what to answer to a wrong one.
    func guessingCode<Result: Sendable>(
        of user: User,
        from client: SignInClient,
        wrong: Failure,
        _ work: () async throws -> Result
    ) async throws -> Result {
        let throttled = { count(refused: user.id, Failure.Code.tooManyRequests.rawValue, from: client) }
        let result = try await guess(.code(of: user.email), from: client, refused: throttled) { _ in
            do { return try await work() } catch is WrongCode { return nil as Result? }
        }
        guard let result else {
            count(refused: user.id, "WRONG_CODE", from: client)
            throw wrong
        }
        return result
    }

    /// Takes the code of whoever has a second factor; false for those who have none. A code is good once, whoever else
    /// shows it at the same moment: the row is held until the transaction ends. Goes within ``guessingCode(of:from:wrong:_:)``.
    ///
    /// - Throws: `WrongCode`; `SECOND_FACTOR_REQUIRED` without one.
    @discardableResult
    func requireSecondFactor(
        of user: ID<User>,
        _ code: String?,
        in transaction: borrowing PersonTransaction
    ) async throws -> Bool {
        let held = transaction.lockSecondFactor(of: user)
        // Behind the lock, so that it is the time after the wait.
        let time = transaction.time()
        guard let factor = try await transaction.result(held), let confirmedAt = factor.confirmedAt else {
            return false
        }
        guard let code else { throw Failure.secondFactorRequired() }
        switch SecondFactorCode(presented: code) {
        case .timed(let digits):
            let totp = try secondFactors.open(factor.secret, of: user)
            let now = try await transaction.result(time)
            guard let step = totp.step(of: digits, at: now, after: factor.lastStep) else { throw WrongCode() }
            transaction.takeStep(step, of: user, confirmedAt: confirmedAt)
            if let secret = try secondFactors.resealed(factor.secret, of: user) {
                transaction.reseal(secret, of: user)
            }
        case .recovery(let code):
            let macs = secondFactors.macs(of: code, of: user)
            guard try await transaction.result(transaction.takeRecoveryCode(withAnyOf: macs, of: user)) else {
                throw WrongCode()
            }
        case nil:
            throw WrongCode()
        }
        return true
    }
}

/// A code that is wrong, of another time, or was used before.
struct WrongCode: Error {}
