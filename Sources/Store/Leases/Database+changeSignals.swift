package import Logging
internal import Postgres

extension Database {
    /// Yields whenever there may be something new in the change log: also after each connecting, as what was notified before
    /// is lost. Ends when its task is cancelled. On a connection of its own.
    package func changeSignals(logger: Logger) -> AsyncStream<Void> {
        let listener = Listener(configuration: pool.configuration, channels: [changeChannel], logger: logger)
        return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let task = Task {
                for await _ in listener { continuation.yield() }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
