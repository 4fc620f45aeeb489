internal import Domain
internal import Store

/// What a change that tightens returns: that no verifier accepts what it ended, in any check sent from then on.
package struct Receipt: Sendable {
    /// Verifiers that kept keys in memory when the change was committed.
    package let verifiers: Int
    /// Those that have acknowledged it.
    package let acknowledged: Int
    /// Those whose lease has lapsed instead, or that have ended: they trust nothing that they remember.
    package let lapsed: Int
    package let took: Duration
}

/// The answer to a change that may tighten, with its receipt. A replay gathers a fresh one.
package struct Tightened<Outcome: Replayable>: Sendable {
    package let answered: Answered<Outcome>
    package let receipt: Receipt
}

/// What a change is to verifiers.
struct News: Sendable {
    let object: ChangedObject
    /// Whether there may be a check that was accepted before and is refused after.
    let tightens: Bool

    init(_ object: ChangedObject, tightens: Bool) {
        self.object = object
        self.tightens = tightens
    }
}

extension Platform {
    /// Makes a change, and returns when no verifier accepts any more what it ended. What only loosens waits for nobody.
    ///
    /// - Parameter mayTighten: whether what is asked for may, whatever it changes now: the same may have been asked for before,
    ///   and its receipt be unknown.
    /// - Throws: `RECEIPT_UNKNOWN` when that cannot be known. The change stands.
    func tightening<Outcome: Replayable>(
        mayTighten: Bool = true,
        _ change: (Announcements) async throws -> Answered<Outcome>
    ) async throws -> Tightened<Outcome> {
        let started = ContinuousClock.now
        let announcements = Announcements()
        let answered = try await change(announcements)
        let news = announcements.all
        tell(news.map(\.change))
        guard mayTighten || news.contains(where: \.tightens), let point = announcements.end else {
            return Tightened(answered: answered, receipt: Receipt(.none, took: .now - started))
        }
        let gathered = try await receipts.gather(since: point)
        return Tightened(answered: answered, receipt: Receipt(gathered, took: .now - started))
    }

    /// Makes a change that can only loosen: this instance sees it at once, the others within a second.
    func loosening<Outcome: Replayable>(
        _ change: (Announcements) async throws -> Answered<Outcome>
    ) async throws -> Answered<Outcome> {
        let announcements = Announcements()
        let answered = try await change(announcements)
        tell(announcements.all.map(\.change))
        return answered
    }
}

extension Receipt {
    fileprivate init(_ gathered: Receipts.Gathered, took: Duration) {
        self.init(
            verifiers: gathered.acknowledged + gathered.lapsed,
            acknowledged: gathered.acknowledged,
            lapsed: gathered.lapsed,
            took: took
        )
    }
}
