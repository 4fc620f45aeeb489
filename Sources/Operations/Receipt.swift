/// What a change that tightens returns: that no verifier accepts what it ended, in any check sent from then on.
///
/// Every check reads the database, so the commit alone is the proof, and there is no verifier to wait for.
package struct Receipt: Sendable {
    /// Verifiers that had to learn of the change.
    package let verifiers = 0
    /// Those that acknowledged it.
    package let acknowledged = 0
    /// Those whose lease lapsed instead.
    package let lapsed = 0
    package let took: Duration
}

/// The answer to a change that may tighten, with its receipt. A replay gathers a fresh one.
package struct Tightened<Outcome: Replayable>: Sendable {
    package let answered: Answered<Outcome>
    package let receipt: Receipt
}

extension Platform {
    func tightening<Outcome: Replayable>(
        _ change: () async throws -> Answered<Outcome>
    ) async throws -> Tightened<Outcome> {
        let started = ContinuousClock.now
        let answered = try await change()
        return Tightened(answered: answered, receipt: Receipt(took: .now - started))
    }
}
