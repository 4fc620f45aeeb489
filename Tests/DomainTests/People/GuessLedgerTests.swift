import Testing

@testable import Domain

struct GuessLedgerTests {
    private let home = Guesser(place: Place(of: IPAddress("192.0.2.1")))
    private let elsewhere = Guesser(place: Place(of: IPAddress("192.0.2.2")))
    private let ada = GuessedSecret.password(of: "ada@example.com")
    private let bob = GuessedSecret.password(of: "bob@example.com")

    @Test("ten wrong passwords of one person from one place, then one every six minutes")
    func passwords() {
        var ledger = GuessLedger()
        expectWrong(10, in: &ledger, ada, by: home, at: .zero)
        #expect(ledger.outcome(ada, by: home, at: .zero) == "in 360.0 seconds")
        #expect(ledger.outcome(ada, by: home, at: .seconds(359)) == "in 1.0 seconds")
        expectWrong(1, in: &ledger, ada, by: home, at: .seconds(360))
        // A day later all is forgotten: nothing lasts.
        expectWrong(10, in: &ledger, ada, by: home, at: .seconds(86_400))
    }

    @Test("whoever guesses elsewhere, or at somebody else's password, holds nobody up")
    func independence() {
        var ledger = GuessLedger()
        expectWrong(10, in: &ledger, ada, by: elsewhere, at: .zero)
        #expect(ledger.outcome(ada, by: home, at: .zero) == "admitted")
        #expect(ledger.outcome(bob, by: elsewhere, at: .zero) == "admitted")
    }

    @Test("from one place, a hundred wrong ones of whomever")
    func places() {
        var ledger = GuessLedger()
        let wrong = (0..<50).reduce(0) { sum, number in
            sum + ledger.wrongGuesses(.password(of: "\(number)@example.com"), by: home, at: .zero)
        }
        #expect(wrong == 100)
        #expect(ledger.outcome(ada, by: home, at: .zero) == "in 36.0 seconds")
        #expect(ledger.outcome(.link, by: home, at: .zero) == "in 36.0 seconds")
        #expect(ledger.outcome(ada, by: elsewhere, at: .zero) == "admitted")
    }

    @Test("an IPv6 line is one place, whichever of its addresses it uses, and its neighbour's is another")
    func sixtyFourBits() {
        let place = { Place(of: IPAddress($0)) }
        #expect(place("2001:db8:0:1::1") == place("2001:db8:0:1:ffff:ffff:ffff:ffff"))
        #expect(place("2001:db8:0:1::1") != place("2001:db8:0:2::1"))
        #expect(place("192.0.2.1") != place("192.0.2.2"))
        #expect(place("::ffff:192.0.2.1") == place("192.0.2.1"))
        #expect(Place(of: nil) == Place(of: nil))
    }

    @Test("a device that its person has used before has guesses of its own, which no neighbour can use up")
    func devices() {
        var ledger = GuessLedger()
        expectWrong(10, in: &ledger, ada, by: home, at: .zero)
        let device = Guesser(place: home.place, device: "laptop")
        // Its own are gone, and those of the place already were.
        expectWrong(10, in: &ledger, ada, by: device, at: .zero)
        #expect(ledger.outcome(ada, by: device, at: .zero) == "in 360.0 seconds")
        #expect(ledger.outcome(ada, by: Guesser(place: home.place, device: "phone"), at: .zero) == "admitted")
        // Without a neighbour there are both.
        let alone = Guesser(place: elsewhere.place, device: "tablet")
        expectWrong(20, in: &ledger, ada, by: alone, at: .zero)
    }

    @Test("codes are counted wherever they come from, but for a person's own devices")
    func codes() {
        var ledger = GuessLedger()
        let code = GuessedSecret.code(of: "ada@example.com")
        let wrong = (1...30).reduce(0) { sum, number in
            sum + ledger.wrongGuesses(code, by: Guesser(place: Place(of: IPAddress(v4: UInt32(number)))), at: .zero)
        }
        #expect(wrong == 20)
        #expect(ledger.outcome(code, by: home, at: .zero) == "in 900.0 seconds")
        #expect(ledger.outcome(code, by: Guesser(place: home.place, device: "laptop"), at: .zero) == "admitted")
        #expect(ledger.outcome(ada, by: home, at: .zero) == "admitted")
    }

    @Test("what is right costs nothing, however often")
    func right() {
        var ledger = GuessLedger()
        for _ in 0..<1000 {
            guard case .admitted(let guess) = ledger.admit(ada, by: home, now: .zero) else {
                Issue.record("A right one was refused.")
                return
            }
            ledger.settle(guess, isWrong: false, now: .zero)
        }
        #expect(ledger.count == 0)
    }

    @Test("many at once are no way around: what is being checked counts, and is only asked to come back")
    func atOnce() {
        var ledger = GuessLedger()
        let guesses = (0..<10).compactMap { _ in ledger.guess(ada, by: home, at: .zero) }
        #expect(guesses.count == 10)
        #expect(ledger.outcome(ada, by: home, at: .zero) == "busy")
        for guess in guesses { ledger.settle(guess, isWrong: true, now: .zero) }
        #expect(ledger.outcome(ada, by: home, at: .zero) == "in 360.0 seconds")
    }

    @Test("memory has an end, and what is forgotten first is what would be forgiven first")
    func bounded() {
        var ledger = GuessLedger(capacity: 100)
        expectWrong(10, in: &ledger, ada, by: home, at: .zero)
        for number in 1...2000 {
            let guesser = Guesser(place: Place(of: IPAddress(v4: UInt32(number))))
            _ = ledger.guess(.link, by: guesser, at: .zero).map { ledger.settle($0, isWrong: true, now: .zero) }
            #expect(ledger.count <= 101)
        }
        #expect(ledger.outcome(ada, by: home, at: .zero) == "in 360.0 seconds")
    }
}

/// That so many wrong guesses are admitted, and no more.
private func expectWrong(
    _ count: Int,
    in ledger: inout GuessLedger,
    _ secret: GuessedSecret,
    by guesser: Guesser,
    at now: Duration,
    location: SourceLocation = #_sourceLocation
) {
    let admitted = ledger.wrongGuesses(secret, by: guesser, at: now)
    #expect(admitted == count, sourceLocation: location)
}

extension GuessLedger {
    fileprivate mutating func guess(_ secret: GuessedSecret, by guesser: Guesser, at now: Duration) -> Guess? {
        guard case .admitted(let guess) = admit(secret, by: guesser, now: now) else { return nil }
        return guess
    }

    /// How many are admitted, each of them wrong, until one is not.
    fileprivate mutating func wrongGuesses(_ secret: GuessedSecret, by guesser: Guesser, at now: Duration) -> Int {
        var count = 0
        while let guess = guess(secret, by: guesser, at: now) {
            settle(guess, isWrong: true, now: now)
            count += 1
        }
        return count
    }

    /// What would come of it, without doing it.
    fileprivate func outcome(_ secret: GuessedSecret, by guesser: Guesser, at now: Duration) -> String {
        var copy = self
        switch copy.admit(secret, by: guesser, now: now) {
        case .admitted: return "admitted"
        case .refused(let retryAfter): return "in \(retryAfter)"
        case .busy: return "busy"
        }
    }
}
