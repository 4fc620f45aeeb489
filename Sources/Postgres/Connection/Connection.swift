import CLibpq

/// One connection to the server. Several batches may be on their way.
///
/// Outside of this module it is met only through `Pool` and `Listener`.
package actor Connection {
    typealias Instant = ContinuousClock.Instant

    private let thread: ConnectionThread
    let configuration: PostgresConfiguration
    let onClose: @Sendable () -> Void

    var machine: ConnectionStateMachine
    var libpq: Libpq?
    var statements: StatementCache
    private var connectWaiter: CheckedContinuation<Result<Void, PostgresError>, Never>?
    var waiting: [Int: Waiting] = [:]
    var lastBatch = 0
    var wantsRead = false
    var wantsWrite = true
    var isStale = false
    var inbox = Inbox()

    /// A batch on its way, and who waits for it.
    struct Waiting {
        let commands: [Command]
        var results: [Result<Rows, PostgresError>?]
        let continuation: CheckedContinuation<Result<BatchAnswer, PostgresError>, Never>
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameter onClose: told once, when an open connection has been closed for whatever reason.
    private init(_ configuration: PostgresConfiguration, onClose: @escaping @Sendable () -> Void) throws(PostgresError)
    {
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
        if machine.isClosed { finishConnecting(.failure(.cancelled)) }
    }

    /// Nobody has asked libpq to connect yet.
    var mustStart: Bool { connectWaiter != nil && libpq == nil }

    /// May block for as long as resolving a host name takes.
    func start() {
        libpq = Libpq(connecting: configuration.libpqSettings)
        switch libpq?.isBad {
        case nil: close(.lost("no memory is left"))
        case true?: close(.lost(libpq?.errorMessage ?? ""))
        case false?: break
        }
    }

    func pollConnect() {
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

    func finishConnecting(_ result: Result<Void, PostgresError>) {
        connectWaiter?.resume(returning: result)
        connectWaiter = nil
    }
}

// MARK: - Closing

extension Connection {
    /// Closes the connection. Whoever waits for an answer of it gets an error. Harmless when it is closed already.
    package func close() {
        close(.closed)
    }

    func cancel(batch: Int) {
        if machine.isInFlight(batch: batch) { close(.cancelled(batch: batch)) }
    }

    func close(_ cause: ConnectionStateMachine.Cause) {
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
