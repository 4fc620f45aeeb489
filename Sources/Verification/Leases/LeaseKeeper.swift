internal import Domain
package import Logging
internal import ServiceLifecycle
package import Store

/// Keeps this verifier's lease: renews it, and between two renewals applies what the change log tells as soon as it is told.
///
/// When it is asked to end, it ends the lease, so that nobody waits for it; so it has to end after the listener.
package struct LeaseKeeper: Service {
    private let memory: KeyMemory
    private let database: Database
    private let timing: LeaseTiming
    private let logger: Logger

    /// - Parameter database: on a connection that nothing else keeps busy.
    package init(memory: KeyMemory, database: Database, timing: LeaseTiming = LeaseTiming(), logger: Logger) {
        self.memory = memory
        self.database = database
        self.timing = timing
        self.logger = logger
    }

    package func run() async {
        let holder = LeaseHolder(memory: memory, database: database, timing: timing)
        await cancelWhenGracefulShutdown {
            await keep(holder)
        }
        memory.lease.forfeit()
        await end(holder)
    }

    private func keep(_ holder: LeaseHolder) async {
        let occasions = Occasions(signals: database.changeSignals(logger: logger), renewal: timing.renewal)
        for await _ in occasions.stream {
            do {
                try await holder.proceed()
            } catch {
                // The lease lapses by itself, and checks read the database.
                logger.debug("the lease was not renewed", metadata: ["cause": "\(error)"])
            }
            if Task.isCancelled { break }
        }
        occasions.end()
    }

    /// Not for long: it lapses by itself.
    private func end(_ holder: LeaseHolder) async {
        await withTaskGroup { group in
            group.addTask { await holder.end() }
            group.addTask { try? await Task.sleep(for: .seconds(1)) }
            await group.next()
            group.cancelAll()
        }
    }
}

/// When there is something to do: the time for a renewal has come, or the change log may have grown.
private struct Occasions: Sendable {
    let stream: AsyncStream<Void>
    private let tasks: [Task<Void, Never>]

    init(signals: AsyncStream<Void>, renewal: Duration) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.stream = stream
        tasks = [
            Task { for await _ in signals { continuation.yield() } },
            Task {
                repeat { continuation.yield() } while (try? await Task.sleep(for: renewal)) != nil
                continuation.finish()
            },
        ]
    }

    func end() {
        for task in tasks { task.cancel() }
    }
}
