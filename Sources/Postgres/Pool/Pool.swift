package import Logging
import ServiceLifecycle
import Synchronization

/// A bounded number of connections, shared by any number of tasks. Connects when needed, by itself; `run()` is for
/// closing it together with everything else.
package final class Pool: Service, Sendable {
    typealias Machine = PoolStateMachine<Connection>

    struct State: ~Copyable {
        var machine: Machine
        var continuations: [Int: CheckedContinuation<Result<Machine.Lease, PostgresError>, Never>] = [:]
        var lastWaiter = 0
        var timer: (task: Task<Void, Never>, wakesAt: PoolClock.Instant)?
        var roundTrips = 0
        var isDrained = false
        var drainWaiters: [CheckedContinuation<Void, Never>] = []
    }

    package let configuration: PostgresConfiguration
    let logger: Logger
    let clock: PoolClock
    let state: Mutex<State>

    package init(configuration: PostgresConfiguration, logger: Logger, clock: PoolClock = .system) {
        self.configuration = configuration
        self.logger = logger
        self.clock = clock
        let limits = Machine.Limits(
            size: configuration.poolSize,
            idleLifetime: configuration.idleLifetime,
            backoff: configuration.backoff
        )
        state = Mutex(State(machine: Machine(limits)))
    }

    package var metrics: PoolMetrics {
        state.withLock { state in
            PoolMetrics(
                size: state.machine.size,
                idle: state.machine.idleCount,
                waiting: state.machine.waitingCount,
                roundTrips: state.roundTrips
            )
        }
    }
}

/// What a pool is doing.
package struct PoolMetrics: Sendable, Equatable {
    /// Connections, those being made included.
    package let size: Int
    package let idle: Int
    /// Tasks that wait for a connection.
    package let waiting: Int
    /// How often transactions have waited for the server since the start.
    package let roundTrips: Int
}

// MARK: - Using

extension Pool {
    /// Runs a transaction: commits when `body` returns, rolls back when it throws.
    ///
    /// - Throws: what `body` throws, or a `PostgresError`. After `commitOutcomeUnknown` nobody knows whether the
    ///   transaction took place; after everything else it did not.
    package func withTransaction<Success>(
        _ options: TransactionOptions = TransactionOptions(),
        _ body: (borrowing Transaction) async throws -> Success
    ) async throws -> Success {
        try await withAnsweredTransaction(options, body).0
    }

    /// The same, with the answers that `body` did not wait for: those to what was sent along with COMMIT.
    package func withAnsweredTransaction<Success>(
        _ options: TransactionOptions = TransactionOptions(),
        _ body: (borrowing Transaction) async throws -> Success
    ) async throws -> (Success, Answers) {
        let lease = try await lease()
        let exchange = try exchange(on: lease, options)
        defer { release(lease, isReusable: exchange.isReusable, roundTrips: exchange.roundTrips) }
        let success: Success
        do {
            success = try await body(Transaction(exchange: exchange))
        } catch {
            await exchange.rollback()
            throw error
        }
        try await exchange.commit()
        return (success, exchange.committed)
    }

    /// Runs a transaction of statements that do not depend on each other's answers, in one round trip: `body` only
    /// queues, and everything is sent together with COMMIT, as in `query(_:_:)`.
    package func sendTransaction<Sent>(
        _ options: TransactionOptions = TransactionOptions(),
        _ body: (borrowing Transaction) throws -> Sent
    ) async throws -> (Sent, Answers) {
        let lease = try await lease()
        let exchange = try exchange(on: lease, options)
        defer { release(lease, isReusable: exchange.isReusable, roundTrips: exchange.roundTrips) }
        let sent = try body(Transaction(exchange: exchange))
        try await exchange.commit()
        return (sent, exchange.committed)
    }

    /// A transaction of one query, in one round trip. As COMMIT is in it, losing the connection leaves its outcome
    /// unknown, unless the transaction is read-only.
    package func query(
        _ query: Query,
        _ options: TransactionOptions = TransactionOptions()
    ) async throws(PostgresError) -> Rows {
        let lease = try await lease()
        let exchange = try exchange(on: lease, options)
        defer { release(lease, isReusable: exchange.isReusable, roundTrips: exchange.roundTrips) }
        let command = exchange.queue(.query(query))
        try await exchange.commit()
        return try await exchange.answer(to: command)
    }

    /// One statement by itself, as no particular role, in one round trip. For reading only: if the connection is lost,
    /// nobody knows whether a statement that writes took place.
    package func read(_ query: Query) async throws(PostgresError) -> Rows {
        if let invalidity = query.invalidity { throw invalidity }
        let lease = try await lease()
        var isReusable = false
        defer { release(lease, isReusable: isReusable, roundTrips: 1) }
        let answer = try await lease.resource.perform(Batch(commands: [.query(query)]))
        isReusable = answer.isReusable && answer.status == .idle
        return try answer.results[0].get()
    }

    private func exchange(on lease: Machine.Lease, _ options: TransactionOptions) throws(PostgresError) -> Exchange {
        do {
            return try Exchange(lease.resource, options, configuration)
        } catch {
            release(lease, isReusable: true, roundTrips: 0)
            throw error
        }
    }

    private func release(_ lease: Machine.Lease, isReusable: Bool, roundTrips: Int) {
        state.withLock { $0.roundTrips += roundTrips }
        carryOut { machine, now in machine.release(slot: lease.slot, isReusable: isReusable, at: now) }
    }
}
