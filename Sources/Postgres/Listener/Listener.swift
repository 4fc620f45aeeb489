package import Logging

/// Listens for NOTIFY on a connection of its own, which it makes again whenever it is lost.
///
/// What is notified while there is no connection is lost: on `.connected` read what it would have told.
package struct Listener: AsyncSequence, Sendable {
    package enum Event: Sendable, Hashable {
        /// Subscribed, for the first time or again.
        case connected
        case notification(channel: String, payload: String)
    }

    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let logger: Logger
    private let clock: PoolClock

    package init(
        configuration: PostgresConfiguration,
        channels: [String],
        logger: Logger,
        clock: PoolClock = .system
    ) {
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
        self.clock = clock
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(listener: self)
    }

    /// Ends when its task is cancelled. Between two calls of `next()` events are kept, up to ten thousand of them.
    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let listener: Listener
        private var connection: Connection?
        private var backoff: Backoff

        fileprivate init(listener: Listener) {
            self.listener = listener
            backoff = Backoff(listener.configuration.backoff)
        }

        package mutating func next() async -> Event? {
            while !Task.isCancelled {
                do throws(PostgresError) {
                    guard let connection else { return try await subscribe() }
                    if let event = try await listener.event(on: connection) { return event }
                } catch .cancelled {
                    break
                } catch {
                    await recover(from: error)
                }
            }
            await connection?.close()
            return nil
        }

        private mutating func subscribe() async throws(PostgresError) -> Event {
            connection = try await listener.subscribe()
            backoff.succeeded()
            return .connected
        }

        private mutating func recover(from error: PostgresError) async {
            listener.logger.warning("cannot listen: \(error)")
            await connection?.close()
            connection = nil
            backoff.failed(jitter: listener.clock.jitter())
            try? await listener.clock.sleep(listener.clock.now() + backoff.pause)
        }
    }
}

extension Listener {
    fileprivate func subscribe() async throws(PostgresError) -> Connection {
        let connection = try await Connection.open(configuration)
        let commands = channels.map { Command.utility("LISTEN \"\($0.replacing("\"", with: "\"\""))\"") }
        let answer = try await connection.perform(Batch(commands: commands))
        if let failure = answer.firstFailure {
            await connection.close()
            throw failure
        }
        return connection
    }

    /// Nil when there was none for a while, and the server is still there.
    fileprivate func event(on connection: Connection) async throws(PostgresError) -> Event? {
        if let notification = try await connection.nextNotification(within: configuration.heartbeat) {
            return .notification(channel: notification.channel, payload: notification.payload)
        }
        _ = try await connection.perform(Batch(commands: [.utility("SELECT")], silence: configuration.heartbeat))
        return nil
    }
}
