package import Domain

/// What a change comes to, in the form in which it is answered, and kept for when it is asked for again.
package protocol Replayable: Sendable {
    var body: JSON { get }
    /// The version of the resource that is answered, where it has one.
    var eTag: String? { get }
}

/// What was answered the first time.
package struct Replay: Replayable {
    package let body: JSON
    package let eTag: String?
}

/// The answer to a change: what it came to, or what was answered when the same was asked for before.
package enum Answered<Outcome: Replayable>: Sendable {
    case first(Outcome)
    case again(Replay)

    package var body: JSON { answer.body }
    package var eTag: String? { answer.eTag }

    package var isReplay: Bool {
        if case .again = self { true } else { false }
    }

    /// What the change came to, for a caller who sends no idempotency key and so never gets a replay.
    package var outcome: Outcome {
        get throws(Failure) {
            guard case .first(let outcome) = self else {
                throw Failure(.internal, "A replay where there is no idempotency key.")
            }
            return outcome
        }
    }

    private var answer: any Replayable {
        switch self {
        case .first(let outcome): outcome
        case .again(let replay): replay
        }
    }
}
