import Synchronization

/// Goes up once.
final class Flag: Sendable {
    private let state = Atomic(false)

    var isUp: Bool { state.load(ordering: .sequentiallyConsistent) }

    func raise() { state.store(true, ordering: .sequentiallyConsistent) }
}
