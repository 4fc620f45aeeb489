/// Counts wrong guesses at people's secrets, and says when there have been too many.
///
/// Who guesses from one place uses up what that place has, and nobody else's. A device that its person has used before has
/// a budget of its own, so that a neighbour behind the same address cannot use it up either. There is no budget of a
/// password that all the world shares: with one, anybody could lock anybody out.
package struct GuessLedger: Sendable {
    fileprivate enum Account: Hashable {
        case device(String, GuessedSecret)
        case secret(GuessedSecret, from: Place?)
        case place(Place)
        /// Apart, so that whoever tries keys locks out nobody who signs in.
        case keys(Place)
    }

    /// A guess that is being checked, to be settled once that is done.
    package struct Guess: Sendable {
        fileprivate let accounts: [Account]
    }

    package enum Outcome: Sendable {
        case admitted(Guess)
        case refused(retryAfter: Duration)
        /// Refused only since so many are being checked at this moment, any of which may be right.
        case busy
    }

    private var meters: [Account: RateMeter] = [:]
    private var pending: [Account: Int] = [:]
    private let capacity: Int

    /// - Parameter capacity: how many accounts are kept, about 200 bytes each.
    package init(capacity: Int = 100_000) {
        self.capacity = capacity
    }

    package var count: Int { meters.count }

    /// Counts the guess before it is checked, so that many at once are no way around the budget.
    package mutating func admit(_ secret: GuessedSecret, by guesser: Guesser, now: Duration) -> Outcome {
        if let device = guesser.device, case let guess = Guess(accounts: [.device(device, secret)]),
            wait(for: guess, now: now) <= .zero
        {
            take(guess, now: now)
            return .admitted(guess)
        }
        let guess = Guess(accounts: Self.accounts(of: secret, from: guesser.place))
        let wait = wait(for: guess, now: now)
        guard wait <= .zero else {
            let isBusy = self.wait(for: guess, now: now, unlessPending: true) <= .zero
            return isBusy ? .busy : .refused(retryAfter: wait)
        }
        take(guess, now: now)
        return .admitted(guess)
    }

    /// - Parameter isWrong: false for one that was right, or that in the end nobody could check: it was none.
    package mutating func settle(_ guess: Guess, isWrong: Bool, now: Duration) {
        for account in guess.accounts {
            pending[account] = pending[account].flatMap { $0 > 1 ? $0 - 1 : nil }
            guard !isWrong else { continue }
            meters[account]?.giveBack(account.budget.interval)
            if let meter = meters[account], meter.theoreticalArrival <= now { meters[account] = nil }
        }
    }

    private static func accounts(of secret: GuessedSecret, from place: Place) -> [Account] {
        switch secret {
        case .password: [.secret(secret, from: place), .place(place)]
        case .code: [.secret(secret, from: nil), .place(place)]
        case .link: [.place(place)]
        case .key: [.keys(place)]
        }
    }

    /// How long until all of its accounts have a guess left, as they are or as they would be without those being checked.
    private func wait(for guess: Guess, now: Duration, unlessPending: Bool = false) -> Duration {
        guess.accounts.map { account in
            let budget = account.budget
            let wait = meters[account, default: RateMeter()].wait(budget.interval, burst: budget.atOnce, now: now)
            return unlessPending ? wait - budget.interval * pending[account, default: 0] : wait
        }.max() ?? .zero
    }

    private mutating func take(_ guess: Guess, now: Duration) {
        for account in guess.accounts {
            meters[account, default: RateMeter()].take(account.budget.interval, now: now)
            pending[account, default: 0] += 1
        }
        if meters.count > capacity { shrink(now: now) }
    }

    /// Forgets whose budgets are whole again, and if that is not enough the half that is nearest to it.
    private mutating func shrink(now: Duration) {
        meters = meters.filter { $0.value.theoreticalArrival > now }
        guard meters.count > capacity else { return }
        let kept = meters.sorted { $0.value.theoreticalArrival > $1.value.theoreticalArrival }.prefix(capacity / 2)
        meters = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
}

extension GuessLedger.Account {
    fileprivate var budget: GuessBudget {
        switch self {
        case .device: .device
        case .secret(.code, _): .code
        case .secret: .passwordFromPlace
        case .place: .place
        case .keys: .keysFromPlace
        }
    }
}
