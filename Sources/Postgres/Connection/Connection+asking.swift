extension Connection {
    /// Runs one statement by itself, in one round trip. For reading, and for what cannot run in a transaction: if the
    /// connection is lost, nobody knows whether a statement that writes took place.
    package func query(_ query: Query) async throws(PostgresError) -> Rows {
        if let invalidity = query.invalidity { throw invalidity }
        let answer = try await perform(Batch(commands: [.query(query)]))
        return try answer.results[0].get()
    }

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
        if let refusal = machine.submit(id: id, steps: steps, silence: batch.silence ?? configuration.silence, at: .now)
        {
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
            return write(query, .execute(index), as: id, &steps)
        case .utility(let sql):
            steps.append(.execute(index))
            return libpq?.execute(utility: sql)
        case .commit:
            return write("COMMIT", .commit(index), as: id, &steps)
        case .script:
            return false
        }
    }

    private func write(
        _ query: Query,
        _ step: ConnectionStateMachine.Step,
        as id: Int,
        _ steps: inout [ConnectionStateMachine.Step]
    ) -> Bool? {
        switch statements.use(query, in: id) {
        case .execute(let name):
            steps.append(step)
            return libpq?.execute(prepared: name, query.parameters)
        case .prepare(let name):
            steps += [.prepare(name), step]
            return libpq?.prepare(name, query) == true && libpq?.execute(prepared: name, query.parameters) == true
        case .unnamed:
            steps.append(step)
            return libpq?.execute(unnamed: query)
        }
    }

    func flush() {
        if let isDone = libpq?.flush() {
            wantsWrite = !isDone
        } else {
            close(.lost(libpq?.errorMessage ?? ""))
        }
    }
}
