package import Logging
import ServiceLifecycle
import Synchronization

/// A bounded number of connections, shared by any number of tasks. Connects when needed, by itself; `run()` is for
/// closing it together with everything else.
package final class Pool: Service, Sendable {
    typealias Machine = PoolStateMachine<Connection>

    private struct State: ~Copyable {
        var machine: Machine
        var continuations: [Int: CheckedContinuation<Result<Machine.Lease, PostgresError>, Never>] = [:]
        var lastWaiter = 0
        var timer: (task: Task<Void, Never>, wakesAt: PoolClock.Instant)?
        var roundTrips = 0
        var isDrained = false
        var drainWaiters: [CheckedContinuation<Void, Never>] = []
    }

    package let configuration: PostgresConfiguration
    private let logger: Logger
    private let clock: PoolClock
    private let state: Mutex<State>

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
        return success
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

// MARK: - Waiting for a connection

extension Pool {
    private func lease() async throws(PostgresError) -> Machine.Lease {
        if Task.isCancelled { throw .cancelled }
        if let lease = state.withLock({ $0.machine.takeIdle() }) { return lease }
        let waiter = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { wait(waiter, $0) }
        } onCancel: {
            cancel(waiter)
        }.get()
    }

    private func wait(
        _ waiter: Int,
        _ continuation: CheckedContinuation<Result<Machine.Lease, PostgresError>, Never>
    ) {
        state.withLock { $0.continuations[waiter] = continuation }
        carryOut { machine, now in
            machine.request(waiter: waiter, deadline: now + configuration.poolTimeout, at: now)
        }
        // The handler may have run before there was anything to cancel.
        if Task.isCancelled { cancel(waiter) }
    }

    private func cancel(_ waiter: Int) {
        let continuation = state.withLock { state in
            state.machine.cancel(waiter: waiter) ? state.continuations.removeValue(forKey: waiter) : nil
        }
        continuation?.resume(returning: .failure(.cancelled))
    }
}

// MARK: - Carrying out

extension Pool {
    private func carryOut(_ event: (inout Machine, PoolClock.Instant) -> [Machine.Action]) {
        let now = clock.now()
        let actions = state.withLock { state in
            let actions = event(&state.machine, now)
            armTimer(&state)
            return actions
        }
        for action in actions {
            carryOut(action)
        }
    }

    private func carryOut(_ action: Machine.Action) {
        switch action {
        case .lease(let waiter, let lease): resume(waiter, .success(lease))
        case .fail(let waiter, let error): resume(waiter, .failure(error))
        case .connect(let slot): connect(slot)
        case .close(let connection): Task { await connection.close() }
        case .drained: noteDrained()
        }
    }

    private func resume(_ waiter: Int, _ result: Result<Machine.Lease, PostgresError>) {
        state.withLock { $0.continuations.removeValue(forKey: waiter) }?.resume(returning: result)
    }

    private func connect(_ slot: Int) {
        // Detached: whoever happens to need it first must not take it along when cancelled.
        Task.detached { [weak self, configuration] in
            do throws(PostgresError) {
                let connection = try await Connection.open(configuration) { [weak self] in self?.closed(slot) }
                guard let self else { return await connection.close() }
                self.carryOut { machine, now in machine.connected(slot: slot, connection, at: now) }
            } catch {
                self?.connectFailed(slot, error)
            }
        }
    }

    private func connectFailed(_ slot: Int, _ error: PostgresError) {
        logger.warning("\(error)")
        let jitter = clock.jitter()
        carryOut { machine, now in machine.connectFailed(slot: slot, error, jitter: jitter, at: now) }
    }

    private func closed(_ slot: Int) {
        state.withLock { $0.machine.closed(slot: slot) }
    }

    /// Makes sure that someone calls `tick` in time.
    private func armTimer(_ state: inout State) {
        guard let next = state.machine.nextTick else { return }
        if let timer = state.timer, timer.wakesAt <= next { return }
        state.timer?.task.cancel()
        let task = Task.detached { [weak self, clock] in
            do { try await clock.sleep(next) } catch { return }
            self?.tick(next)
        }
        state.timer = (task, next)
    }

    private func tick(_ wakesAt: PoolClock.Instant) {
        state.withLock { state in
            if state.timer?.wakesAt == wakesAt { state.timer = nil }
        }
        carryOut { machine, now in machine.tick(at: now) }
    }
}

// MARK: - The end

extension Pool {
    /// Waits for a graceful shutdown, then for the transactions that run, at most as long as the configuration says.
    package func run() async throws {
        try? await gracefulShutdown()
        await close()
    }

    /// Refuses new transactions, waits for those that run, and closes everything. After `shutdownTimeout`, or when the
    /// task is cancelled, it closes their connections under them.
    package func close() async {
        carryOut { machine, _ in machine.shutDown() }
        let deadline = clock.now() + configuration.shutdownTimeout
        let timer = Task.detached { [weak self, clock] in
            do { try await clock.sleep(deadline) } catch { return }
            self?.closeLeased()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waitUntilDrained($0) }
        } onCancel: {
            closeLeased()
        }
        timer.cancel()
        state.withLock { $0.timer?.task.cancel() }
    }

    private func waitUntilDrained(_ continuation: CheckedContinuation<Void, Never>) {
        let isDrained = state.withLock { state in
            if !state.isDrained { state.drainWaiters.append(continuation) }
            return state.isDrained
        }
        if isDrained { continuation.resume() }
    }

    private func noteDrained() {
        let waiters = state.withLock { state in
            state.isDrained = true
            defer { state.drainWaiters = [] }
            return state.drainWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private func closeLeased() {
        let connections = state.withLock { $0.machine.leasedResources }
        for connection in connections { carryOut(.close(connection)) }
        noteDrained()
    }
}
