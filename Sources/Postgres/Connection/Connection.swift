import CLibpq
import DequeModule

/// One connection to the server. Everything it does happens on its own thread; several batches may be on their way.
///
/// Outside of this module it is met only through `Pool` and `Listener`.
package actor Connection {
    typealias Instant = ContinuousClock.Instant

    private let thread: ConnectionThread
    private let configuration: PostgresConfiguration
    private let onClose: @Sendable () -> Void

    private var machine: ConnectionStateMachine
    private var libpq: Libpq?
    private var statements: StatementCache
    private var connectWaiter: CheckedContinuation<Result<Void, PostgresError>, Never>?
    private var waiting: [Int: Waiting] = [:]
    private var lastBatch = 0
    private var wantsRead = false
    private var wantsWrite = true
    private var isStale = false
    private var inbox = Inbox()

    /// A batch on its way, and who waits for it.
    private struct Waiting {
        let commands: [Command]
        var results: [Result<Rows, PostgresError>?]
        let continuation: CheckedContinuation<Result<BatchAnswer, PostgresError>, Never>
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameter onClose: told once, when an open connection has been closed for whatever reason.
    private init(_ configuration: PostgresConfiguration, onClose: @escaping @Sendable () -> Void) throws(PostgresError) {
        thread = try ConnectionThread()
        machine = ConnectionStateMachine(connectingUntil: .now + configuration.connectTimeout)
        statements = StatementCache(capacity: configuration.statementCacheCapacity)
        self.configuration = configuration
        self.onClose = onClose
        try thread.start(serving: self)
    }

    deinit {
        thread.stop()
    }
}

// MARK: - Opening

extension Connection {
    /// A connection that is ready for queries.
    /// - Throws: `connectionFailed`, `cancelled`.
    package static func open(
        _ configuration: PostgresConfiguration,
        onClose: @escaping @Sendable () -> Void = {}
    ) async throws(PostgresError) -> Connection {
        let connection = try Connection(configuration, onClose: onClose)
        try await connection.connect()
        do throws(PostgresError) {
            let answer = try await connection.perform(Batch(commands: [.utility(configuration.sessionSettings)]))
            if let failure = answer.firstFailure { throw failure }
        } catch .cancelled {
            throw .cancelled
        } catch {
            await connection.close()
            throw .connectionFailed(reason: error.description)
        }
        return connection
    }

    private func connect() async throws(PostgresError) {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { startConnecting($0) }
        } onCancel: {
            Task { await self.close() }
        }
        if Task.isCancelled {
            close()
            throw .cancelled
        }
        try result.get()
    }

    private func startConnecting(_ waiter: CheckedContinuation<Result<Void, PostgresError>, Never>) {
        connectWaiter = waiter
        guard !machine.isClosed else { return finishConnecting(.failure(.cancelled)) }
        libpq = Libpq(connecting: configuration.libpqSettings)
        switch libpq?.isBad {
        case nil: close(.lost("no memory is left"))
        case true?: close(.lost(libpq?.errorMessage ?? ""))
        case false?: break
        }
    }

    private func pollConnect() {
        switch libpq?.pollConnect() {
        case PGRES_POLLING_READING?: (wantsRead, wantsWrite) = (true, false)
        case PGRES_POLLING_WRITING?: (wantsRead, wantsWrite) = (false, true)
        case PGRES_POLLING_OK?: finishPolling()
        default: close(.lost(libpq?.errorMessage ?? "no reason given"))
        }
    }

    private func finishPolling() {
        guard libpq?.enterPipeline() == true else { return close(.lost("libpq refuses pipeline mode")) }
        (wantsRead, wantsWrite) = (true, false)
        machine.connected(at: .now)
        finishConnecting(.success(()))
    }

    private func finishConnecting(_ result: Result<Void, PostgresError>) {
        connectWaiter?.resume(returning: result)
        connectWaiter = nil
    }
}

// MARK: - Asking

extension Connection {
    /// Sends a batch and waits for its answers.
    /// - Parameter shielded: goes on when the task is cancelled; otherwise that closes the connection.
    /// - Throws: what broke the connection. What the server refused is in the answer.
    func perform(_ batch: Batch, shielded: Bool = false) async throws(PostgresError) -> BatchAnswer {
        if !shielded && Task.isCancelled { throw .cancelled }
        lastBatch += 1
        let id = lastBatch
        guard !shielded else {
            return try await withCheckedContinuation { submit(batch, as: id, $0) }.get()
        }
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { submit(batch, as: id, $0) }
        } onCancel: {
            Task { await self.cancel(batch: id) }
        }.get()
    }

    private func submit(
        _ batch: Batch,
        as id: Int,
        _ continuation: CheckedContinuation<Result<BatchAnswer, PostgresError>, Never>
    ) {
        if case .script(let sql)? = batch.commands.first {
            return submit(script: sql, batch, as: id, continuation)
        }
        var steps: [ConnectionStateMachine.Step] = []
        let isWritten = write(batch.commands, as: id, &steps)
        start(batch, as: id, steps, isWritten: isWritten, continuation)
    }

    private func submit(
        script sql: String,
        _ batch: Batch,
        as id: Int,
        _ continuation: CheckedContinuation<Result<BatchAnswer, PostgresError>, Never>
    ) {
        guard machine.isClosed || machine.isIdle else {
            return continuation.resume(returning: .failure(.invalidQuery(reason: "other queries are on their way")))
        }
        let isWritten = libpq?.exitPipeline() == true && libpq?.execute(script: sql) == true
        start(batch, as: id, [.script(0), .sync], isWritten: isWritten, continuation)
    }

    private func start(
        _ batch: Batch,
        as id: Int,
        _ steps: [ConnectionStateMachine.Step],
        isWritten: Bool,
        _ continuation: CheckedContinuation<Result<BatchAnswer, PostgresError>, Never>
    ) {
        if let refusal = machine.submit(id: id, steps: steps, silence: batch.silence ?? configuration.silence, at: .now) {
            return continuation.resume(returning: .failure(refusal))
        }
        let results = [Result<Rows, PostgresError>?](repeating: nil, count: batch.commands.count)
        waiting[id] = Waiting(commands: batch.commands, results: results, continuation: continuation)
        guard isWritten else { return close(.lost(libpq?.errorMessage ?? "")) }
        flush()
    }

    /// Queues the commands with libpq. False when it takes no more.
    private func write(_ commands: [Command], as id: Int, _ steps: inout [ConnectionStateMachine.Step]) -> Bool {
        guard libpq != nil else { return false }
        var isWritten = true
        if machine.isIdleAndWell {
            for name in statements.takeEvicted() {
                steps.append(.deallocate(name))
                isWritten = isWritten && libpq?.execute(utility: "DEALLOCATE \(name)") == true
            }
        }
        for (index, command) in commands.enumerated() where isWritten {
            isWritten = write(command, index, as: id, &steps) == true
        }
        steps.append(.sync)
        return isWritten && libpq?.sync() == true
    }

    private func write(
        _ command: Command,
        _ index: Int,
        as id: Int,
        _ steps: inout [ConnectionStateMachine.Step]
    ) -> Bool? {
        switch command {
        case .query(let query):
            return write(query, index, as: id, &steps)
        case .utility(let sql):
            steps.append(.execute(index))
            return libpq?.execute(utility: sql)
        case .commit:
            steps.append(.commit(index))
            return libpq?.execute(utility: "COMMIT")
        case .script:
            return false
        }
    }

    private func write(
        _ query: Query,
        _ index: Int,
        as id: Int,
        _ steps: inout [ConnectionStateMachine.Step]
    ) -> Bool? {
        switch statements.use(query, in: id) {
        case .execute(let name):
            steps.append(.execute(index))
            return libpq?.execute(prepared: name, query.parameters)
        case .prepare(let name):
            steps += [.prepare(name), .execute(index)]
            return libpq?.prepare(name, query) == true && libpq?.execute(prepared: name, query.parameters) == true
        case .unnamed:
            steps.append(.execute(index))
            return libpq?.execute(unnamed: query)
        }
    }

    private func flush() {
        if let isDone = libpq?.flush() {
            wantsWrite = !isDone
        } else {
            close(.lost(libpq?.errorMessage ?? ""))
        }
    }
}

// MARK: - Being answered

extension Connection: ConnectionThreadClient {
    nonisolated func interest() -> Interest {
        assumeIsolated { connection in
            Interest(
                socket: connection.libpq?.socket,
                write: connection.wantsWrite,
                read: connection.wantsRead,
                deadline: connection.machine.deadline
            )
        }
    }

    nonisolated func wake() {
        assumeIsolated { $0.serve() }
    }

    private func serve() {
        if machine.isConnecting {
            pollConnect()
        } else if !machine.isClosed {
            read()
            if wantsWrite { flush() }
        }
        // Only now: an answer that is there counts, however late we come to read it.
        if let deadline = machine.deadline, deadline <= .now { close(.deadline) }
    }

    private func read() {
        guard libpq?.consumeInput() == true else { return close(.lost(libpq?.errorMessage ?? "")) }
        var ends = 0
        // Two ends in a row say that libpq has nothing more.
        while !machine.isClosed, !machine.isIdle, ends < 2, libpq?.isBusy == false {
            if let result = libpq?.nextResult() {
                ends = 0
                receive(result)
            } else {
                ends += 1
                receiveEnd()
            }
        }
        receiveNotifications()
    }

    private func receive(_ result: OpaquePointer) {
        let answer = Answer(taking: result)
        let hasWarning = libpq?.takeWarning() ?? false
        guard let reply = ConnectionStateMachine.Reply(result, status: libpq?.transactionStatus ?? .idle) else {
            return close(.lost("COPY is not supported"))
        }
        let error = reply == .error || reply == .fatal ? PostgresError(result) : nil
        carryOut(machine.received(reply, at: .now), answer, error, hasWarning: hasWarning)
        if case .fatal = reply { close(.lost(error?.description ?? "")) }
    }

    private func carryOut(
        _ action: ConnectionStateMachine.Action,
        _ answer: Answer,
        _ error: PostgresError?,
        hasWarning: Bool
    ) {
        if case .server(let error)? = error, error.isStaleStatement { isStale = true }
        switch action {
        case .deliver(let batch, let command):
            guard error != nil || !answer.isSkipped else { break }
            deliver(error.map { .failure($0) } ?? .success(Rows(answer)), to: batch, command, hasWarning: hasWarning)
        case .prepared(let name):
            statements.prepared(name)
        case .notPrepared(let name, let batch):
            statements.forget(name)
            if let error { deliver(.failure(error), toFirstWaitingOf: batch) }
        case .notDeallocated(let name):
            statements.putBack(evicted: name)
        case .complete(let batch, let status):
            complete(batch, status)
        case .violation:
            close(.lost("the server answered what it was not asked"))
        case .none, .deallocated:
            break
        }
    }

    private func deliver(_ result: Result<Rows, PostgresError>, to batch: Int, _ command: Int, hasWarning: Bool) {
        var result = result
        if case .commit? = waiting[batch]?.commands[command], case .success(let rows) = result {
            if hasWarning {
                result = .failure(.commitOutcomeUnknown(reason: "the server warned while it committed"))
            } else if rows.command != "COMMIT" {
                result = .failure(.rolledBack)
            }
        }
        // The first error of a script stands.
        if case .failure? = waiting[batch]?.results[command] { return }
        waiting[batch]?.results[command] = result
    }

    private func deliver(_ result: Result<Rows, PostgresError>, toFirstWaitingOf batch: Int) {
        guard let command = waiting[batch]?.results.firstIndex(where: { $0 == nil }) else { return }
        waiting[batch]?.results[command] = result
    }

    private func receiveEnd() {
        guard machine.isInScript else { return }
        _ = machine.received(.end, at: .now)
        let action = machine.received(.synced(libpq?.transactionStatus ?? .idle), at: .now)
        guard libpq?.enterPipeline() == true else { return close(.lost("libpq refuses pipeline mode")) }
        if case .complete(let batch, let status) = action { complete(batch, status) }
    }

    private func complete(_ batch: Int, _ status: TransactionStatus?) {
        guard let done = waiting.removeValue(forKey: batch) else { return }
        let failure = done.results.lazy.compactMap { result -> PostgresError? in
            if case .failure(let error)? = result { error } else { nil }
        }.first
        // What was skipped failed for the same reason as what failed.
        let results = done.results.map { $0 ?? .failure(failure ?? .connectionLost(reason: "it was not answered")) }
        let isReusable = status != nil && !isStale
        done.continuation.resume(
            returning: .success(BatchAnswer(results: results, status: status, isReusable: isReusable))
        )
    }
}

// MARK: - Closing

extension Connection {
    /// Closes the connection. Whoever waits for an answer of it gets an error. Harmless when it is closed already.
    package func close() {
        close(.closed)
    }

    private func cancel(batch: Int) {
        if machine.isInFlight(batch: batch) { close(.cancelled(batch: batch)) }
    }

    private func close(_ cause: ConnectionStateMachine.Cause) {
        guard !machine.isClosed else { return }
        let wasConnecting = machine.isConnecting
        let endings = machine.close(cause)
        libpq = nil
        for (batch, ending) in endings {
            switch ending {
            case .settled: complete(batch, nil)
            case .error(let error): waiting.removeValue(forKey: batch)?.continuation.resume(returning: .failure(error))
            }
        }
        inbox.close(.connectionLost(reason: cause.reason))
        finishConnecting(.failure(.connectionFailed(reason: cause.reason)))
        if !wasConnecting { onClose() }
    }
}

// MARK: - Notifications

extension Connection {
    /// The next NOTIFY on a channel this connection listens on.
    /// - Throws: `connectionLost`, `cancelled`. Either way the connection is closed.
    func nextNotification() async throws(PostgresError) -> Notification {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { inbox.wait($0) }
        } onCancel: {
            Task { await self.close() }
        }
        if Task.isCancelled { throw .cancelled }
        return try result.get()
    }

    private func receiveNotifications() {
        while let notification = libpq?.nextNotification() {
            inbox.deliver(notification)
        }
        if inbox.isOverfull { close(.lost("too many notifications wait to be read")) }
    }
}
