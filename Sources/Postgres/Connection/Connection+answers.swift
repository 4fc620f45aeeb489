import CLibpq

extension Connection: ConnectionThreadClient {
    nonisolated func interest() -> Interest {
        assumeIsolated { connection in
            if connection.mustStart { return Interest(deadline: .now) }
            return Interest(
                socket: connection.libpq?.socket,
                write: connection.wantsWrite,
                read: connection.wantsRead,
                deadline: [connection.machine.deadline, connection.inbox.deadline].compactMap(\.self).min()
            )
        }
    }

    nonisolated func wake() {
        assumeIsolated { $0.serve() }
    }

    private func serve() {
        if mustStart {
            start()
        } else if machine.isConnecting {
            pollConnect()
        } else if !machine.isClosed {
            read()
            if wantsWrite { flush() }
        }
        // Only now: an answer that is there counts, however late we come to read it.
        if let deadline = machine.deadline, deadline <= .now { close(.deadline) }
        inbox.tick(at: .now)
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

    func complete(_ batch: Int, _ status: TransactionStatus?) {
        guard let done = waiting.removeValue(forKey: batch) else { return }
        // What was skipped failed for the same reason as what failed.
        var failure = PostgresError.connectionLost(reason: "it was not answered")
        for case .failure(let error)? in done.results.reversed() { failure = error }
        let skipped = Result<Rows, PostgresError>.failure(failure)
        let results = done.results.map { $0 ?? skipped }
        let isReusable = status != nil && !isStale
        done.continuation.resume(
            returning: .success(BatchAnswer(results: results, status: status, isReusable: isReusable))
        )
    }
}
