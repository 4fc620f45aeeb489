import Synchronization

/// Breaks instances, their ways to the database, and the database itself, and mends them again.
final class Chaos: Sendable {
    private let installation: Installation
    private let traffic: Traffic
    private let counts = Mutex<[String: Int]>([:])
    private let isStopped = Atomic(false)

    init(_ installation: Installation, _ traffic: Traffic) {
        self.installation = installation
        self.traffic = traffic
    }

    var done: [String: Int] { counts.withLock { $0 } }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
    }

    /// Returns when stopped, with everything mended.
    func run(_ lane: [Plan.Event], on instances: [Instance]) async throws {
        for event in lane {
            try await Task.sleep(for: .milliseconds(event.gap))
            guard !isStopped.load(ordering: .relaxed) else { return }
            for instance in instances where instance.hasFallen() { try await instance.start() }
            try await bring(event, to: instances[event.pick % instances.count])
            count(event.fault.rawValue)
        }
    }

    func restartDatabase(atOnce: Bool) async throws {
        try await installation.restartDatabase(atOnce: atOnce)
        count(atOnce ? "databaseCrash" : "databaseRestart")
    }

    private func bring(_ event: Plan.Event, to instance: Instance) async throws {
        switch event.fault {
        case .freeze:
            instance.freeze()
            try await Task.sleep(for: .milliseconds(event.length))
            try await onThread { [traffic] in traffic.thaw(instance) }
        case .kill:
            await instance.kill()
            try await Task.sleep(for: .milliseconds(event.length / 4))
            try await instance.start()
        case .cut: try await instance.isolate(.cut, for: event.length)
        case .blackHole: try await instance.isolate(.blackHole(toServer: true, toClient: true), for: event.length)
        case .deafen: try await instance.isolate(.blackHole(toServer: false, toClient: true), for: event.length)
        case .mute: try await instance.isolate(.blackHole(toServer: true, toClient: false), for: event.length)
        case .slow: try await instance.isolate(.slow(min(300, event.length / 4)), for: event.length)
        }
    }

    private func count(_ what: String) {
        counts.withLock { $0[what, default: 0] += 1 }
    }
}
