internal import Domain
internal import Synchronization

/// Bounds how fast people's secrets can be guessed, in this process and in memory: a restart forgives, and each instance
/// counts for itself.
package final class Throttle: Sendable {
    private let ledger = Mutex(GuessLedger())
    private let elapsed: @Sendable () -> Duration

    /// - Parameter elapsed: the time of a clock that never goes back.
    package init(elapsed: @escaping @Sendable () -> Duration) {
        self.elapsed = elapsed
    }

    package convenience init() {
        let start = ContinuousClock.now
        self.init { .now - start }
    }

    /// - Throws: `TOO_MANY_REQUESTS` when too many guesses were wrong; the same for secrets that do not exist.
    func admit(_ secret: GuessedSecret, by guesser: Guesser) throws(Failure) -> GuessLedger.Guess {
        switch ledger.withLock({ $0.admit(secret, by: guesser, now: elapsed()) }) {
        case .admitted(let guess): return guess
        case .refused(let retryAfter): throw .tooManyGuesses(retryAfter: retryAfter)
        case .busy where secret == .key:
            throw .unavailable("Too many keys are presented from here at once.", retryAfter: .seconds(2))
        case .busy: throw .tooManyAtOnce()
        }
    }

    func settle(_ guess: GuessLedger.Guess, isWrong: Bool) {
        ledger.withLock { $0.settle(guess, isWrong: isWrong, now: elapsed()) }
    }
}

extension Platform {
    /// The one gate for whatever takes a secret that a person presents: their password, a code, the token of a link.
    ///
    /// - Parameter check: nil for a wrong one, which is the only outcome that counts. It is given who guesses, for
    ///   ``PasswordHasher``.
    /// - Throws: `TOO_MANY_REQUESTS`, before anything is checked and once `refused` has taken note of it.
    func guess<Found: Sendable>(
        _ secret: GuessedSecret,
        from client: SignInClient,
        refused: () -> Void = {},
        _ check: (Guesser) async throws -> Found?
    ) async throws -> Found? {
        let guesser = Guesser(
            place: Place(of: client.address),
            device: secret.email.flatMap { email in client.device.flatMap { devices.name(in: $0, of: email) } }
        )
        let guess: GuessLedger.Guess
        do {
            guess = try throttle.admit(secret, by: guesser)
        } catch {
            if error.code == .tooManyRequests { refused() }
            throw error
        }
        do {
            let found = try await check(guesser)
            throttle.settle(guess, isWrong: found == nil)
            return found
        } catch {
            throttle.settle(guess, isWrong: false)
            throw error
        }
    }
}

extension Failure {
    static func tooManyAtOnce() -> Failure {
        .unavailable("Too many people are signing in at once.", retryAfter: .seconds(2))
    }

    fileprivate static func tooManyGuesses(retryAfter: Duration) -> Failure {
        Failure(
            .tooManyRequests,
            "There were too many attempts from here. Wait, then try again.",
            retryAfter: retryAfter
        )
    }
}
