internal import Domain
internal import Synchronization

/// Whether something that cached keys depend on is still as it was read.
final class Mark: Sendable {
    private let changed = Atomic(false)

    var isCurrent: Bool { !changed.load(ordering: .acquiring) }

    func invalidate() {
        changed.store(true, ordering: .releasing)
    }
}

/// What cached keys depend on, and which of it has changed: one mark each, however many keys refer to it, so that a change of
/// a group or a tenant is one step.
final class Marks: Sendable {
    /// Something that was read, and the version at which it was.
    struct Dependency: Sendable {
        let object: ChangedObject
        let version: Int64
    }

    private struct Use {
        let mark = Mark()
        var count = 0
    }

    private struct State {
        var uses: [ChangedObject: Use] = [:]
        var floors = Floors()
    }

    private let state = Mutex(State())

    /// The marks of what was read; nil when some of it is from before a change that is known already, which the reader has
    /// to read again. Each is to be given back.
    ///
    /// - Parameter sent: when the reading was sent.
    func take(_ dependencies: [Dependency], readAt sent: MonotonicInstant) -> [Mark]? {
        state.withLock { state in
            guard state.floors.hold(for: dependencies, readAt: sent) else { return nil }
            return dependencies.map { dependency in
                state.uses[dependency.object, default: Use()].count += 1
                return state.uses[dependency.object, default: Use()].mark
            }
        }
    }

    func giveBack(_ mark: Mark, of object: ChangedObject) {
        state.withLock { state in
            // After a change another has taken its place.
            guard let use = state.uses[object], use.mark === mark else { return }
            state.uses[object]?.count -= 1
            if use.count == 1 { state.uses[object] = nil }
        }
    }

    func apply(_ changes: [VerdictChange], at now: MonotonicInstant) {
        state.withLock { state in
            // What is marked now was read at the floor or above: a change below it is in it already.
            for change in changes where state.floors.raise(change, at: now) {
                state.uses.removeValue(forKey: change.object)?.mark.invalidate()
            }
        }
    }

    /// Of everything: also what is being read at this moment is from before.
    func invalidateAll(at now: MonotonicInstant) {
        state.withLock { state in
            for use in state.uses.values { use.mark.invalidate() }
            state.uses = [:]
            state.floors = Floors(since: now)
        }
    }
}

/// The versions below which what was read is out of date. Kept for as long as a reading may be under way: of a reading that
/// was sent before the oldest of them nothing is known, so it does not count.
struct Floors {
    private var newer: [ChangedObject: Int64] = [:]
    private var older: [ChangedObject: Int64] = [:]
    private var newerSince: MonotonicInstant
    private var olderSince: MonotonicInstant

    init(since moment: MonotonicInstant = MonotonicInstant(nanoseconds: 0)) {
        newerSince = moment
        olderSince = moment
    }

    /// Longer than any reading takes.
    private static let span = Duration.seconds(30)
    private static let most = 50_000

    /// - Returns: whether the floor was lower.
    mutating func raise(_ change: VerdictChange, at now: MonotonicInstant) -> Bool {
        if newer.count >= Self.most || now - newerSince > Self.span {
            (older, olderSince) = (newer, newerSince)
            (newer, newerSince) = ([:], now)
        }
        guard floor(of: change.object) < change.version else { return false }
        newer[change.object] = change.version
        return true
    }

    func hold(for dependencies: [Marks.Dependency], readAt sent: MonotonicInstant) -> Bool {
        olderSince <= sent && dependencies.allSatisfy { $0.version >= floor(of: $0.object) }
    }

    private func floor(of object: ChangedObject) -> Int64 {
        max(newer[object] ?? .min, older[object] ?? .min)
    }
}
