package import Domain
package import Store
internal import Synchronization

/// Secrets that matched under an older pepper, and what the newest makes of them, until that is written: each once, however
/// often it is presented. Bounded: what there is no room for is offered again at a later use.
package final class SecretMoves: Sendable {
    private struct Place: Hashable {
        let tenant: ID<Tenant>
        let kid: String
    }

    private struct State {
        var waiting: [Place: SecretMove] = [:]
        /// Being written.
        var underWay: Set<Place> = []
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    /// - Parameters:
    ///   - string: what was presented, and matched the key's digest.
    ///   - tally: of the key in memory, which goes on telling the old digest after it was moved; by it this is asked once.
    package func offer(
        _ string: KeyString,
        of key: VerifiableKey,
        to peppers: Peppers,
        claiming tally: UsageTally? = nil
    ) {
        guard key.digest.pepperID != peppers.newest.id, tally?.claimMove() != false else { return }
        let kid = string.kid.description
        let place = Place(tenant: key.tenant, kid: kid)
        let move = SecretMove(kid: kid, old: key.digest, new: peppers.digest(string))
        let isAccepted = state.withLock { state in
            if state.waiting[place] != nil || state.underWay.contains(place) { return true }
            guard state.waiting.count + state.underWay.count < capacity else { return false }
            state.waiting[place] = move
            return true
        }
        if !isAccepted { tally?.releaseMove() }
    }

    /// Of one tenant, to be written in one transaction.
    struct Batch: Sendable {
        let tenant: ID<Tenant>
        let moves: [SecretMove]
    }

    /// All that wait. Of each it is said, by `settle`, what became of it.
    func take() -> [Batch] {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            state.underWay.formUnion(state.waiting.keys)
            return state.waiting
        }
        return Dictionary(grouping: waiting, by: \.key.tenant).flatMap { tenant, moves in
            stride(from: 0, to: moves.count, by: Self.atOnce).map { start in
                Batch(tenant: tenant, moves: moves[start..<min(start + Self.atOnce, moves.count)].map(\.value))
            }
        }
    }

    private static let atOnce = 1000

    /// - Parameter done: the kids of those that need not be tried again.
    func settle(_ batch: Batch, done: Set<String>) {
        state.withLock { state in
            for move in batch.moves {
                let place = Place(tenant: batch.tenant, kid: move.kid)
                state.underWay.remove(place)
                if !done.contains(move.kid) { state.waiting[place] = move }
            }
        }
    }

    /// How many are not written yet.
    var count: Int { state.withLock { $0.waiting.count + $0.underWay.count } }
}
