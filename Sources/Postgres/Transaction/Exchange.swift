/// What a transaction has queued, what was answered to it, and how it ends.
final class Exchange {
    private let connection: Connection
    private let silence: Duration?
    private let grace: Duration
    let lockTimeout: Duration

    /// COMMIT; of a transaction that changes nothing no outcome can be unknown.
    private let ending: Command

    private var queued: [Command]
    /// The number of the first command in `queued`, counted from the transaction's start.
    private var firstQueued = 0
    private let preambleLength: Int
    private var invalid: PostgresError?

    private var answers: [Int: Result<Rows, PostgresError>] = [:]
    private var status = TransactionStatus.idle
    /// Why the transaction can only be rolled back.
    private var firstFailure: PostgresError?

    private(set) var roundTrips = 0
    /// False when the connection must not be used again.
    private(set) var isReusable = true

    /// - Throws: `invalidQuery` for options that cannot be written as SQL.
    init(
        _ connection: Connection,
        _ options: TransactionOptions,
        _ configuration: PostgresConfiguration
    ) throws(PostgresError) {
        self.connection = connection
        grace = configuration.grace
        lockTimeout = configuration.lockTimeout
        silence = options.statementTimeout.map { $0 + configuration.grace }
        ending = options.readOnly ? .query("COMMIT") : .commit
        queued = try options.preamble
        preambleLength = queued.count
    }

    /// The number by which the command's answer is asked for.
    func queue(_ command: Command) -> Int {
        if case .query(let query) = command { invalid = invalid ?? query.invalidity }
        queued.append(command)
        return firstQueued + queued.count - 1
    }

    func answer(to command: Int) async throws(PostgresError) -> Rows {
        if answers[command] == nil, command >= firstQueued {
            try await flush()
        }
        guard let answer = answers.removeValue(forKey: command) else {
            throw .invalidQuery(reason: "its answer was taken already")
        }
        return try answer.get()
    }

    func script(_ sql: String) async throws(PostgresError) {
        if sql.utf8.contains(0) { throw .invalidQuery(reason: "it contains NUL") }
        if !queued.isEmpty { try await flush() }
        if let firstFailure { throw firstFailure }
        let answer = try await perform([.script(sql)])
        try note(answer)
        if let failure = answer.firstFailure { throw failure }
    }

    private func flush() async throws(PostgresError) {
        if let invalid { throw invalid }
        let first = firstQueued
        let answer = try await perform(queued)
        for (offset, result) in answer.results.enumerated() where offset + first >= preambleLength {
            answers[offset + first] = result
        }
        try note(answer)
    }

    private func note(_ answer: BatchAnswer) throws(PostgresError) {
        switch answer.status {
        case .inTransaction?:
            status = .inTransaction
            firstFailure = nil
        case .failed?:
            status = .failed
            firstFailure = firstFailure ?? answer.firstFailure
        case .idle? where answer.firstFailure == nil:
            let error = PostgresError.invalidQuery(reason: "it ended the transaction")
            isReusable = false
            firstFailure = firstFailure ?? error
            throw error
        case .idle?, nil:
            isReusable = false
            firstFailure = firstFailure ?? answer.firstFailure
        }
    }

    private func perform(_ commands: [Command]) async throws(PostgresError) -> BatchAnswer {
        if Task.isCancelled { throw .cancelled }
        if !isReusable { throw firstFailure ?? .connectionLost(reason: "it was lost earlier in this transaction") }
        if commands.first.map(\.isScript) != true {
            firstQueued += queued.count
            queued = []
        }
        roundTrips += 1
        do {
            let answer = try await connection.perform(Batch(commands: commands, silence: silence))
            isReusable = answer.isReusable
            return answer
        } catch {
            isReusable = false
            firstFailure = firstFailure ?? error
            throw error
        }
    }
}

// MARK: - The end

extension Exchange {
    /// Whether the server knows of this transaction.
    private var hasBegun: Bool { firstQueued > 0 }

    /// Sends what is queued, and COMMIT with it. On throwing, the transaction is rolled back, or its outcome unknown.
    func commit() async throws(PostgresError) {
        guard hasBegun || queued.count > preambleLength else { return }
        if let refusal = invalid ?? (status == .failed || !isReusable ? firstFailure ?? .rolledBack : nil) {
            await rollback()
            throw refusal
        }
        let first = firstQueued
        let answer: BatchAnswer
        do {
            answer = try await perform(queued + [ending])
        } catch {
            await rollback()
            throw error
        }
        status = answer.status ?? .idle
        for (offset, result) in answer.results.enumerated() {
            answers[offset + first] = result
        }
        guard let failure = answer.firstFailure else { return }
        await rollback()
        throw failure
    }

    /// The answers that nobody has taken, once all of them are good.
    var committed: Answers {
        Answers(rows: answers.compactMapValues { try? $0.get() })
    }

    /// Undoes what the server knows of, if it still can be told. Goes on when the task is cancelled, so that the
    /// connection can be used again.
    func rollback() async {
        guard hasBegun, isReusable, status != .idle else { return }
        roundTrips += 1
        let batch = Batch(commands: [.utility("ROLLBACK")], silence: grace)
        let answer = try? await connection.perform(batch, shielded: true)
        isReusable = answer?.status == .idle && answer?.isReusable == true
        status = .idle
    }
}

extension Command {
    fileprivate var isScript: Bool {
        if case .script = self { true } else { false }
    }
}

extension Query {
    /// Why it cannot be sent.
    var invalidity: PostgresError? {
        if sql.utf8.contains(0) { return .invalidQuery(reason: "it contains NUL") }
        // The protocol counts them in 16 bits.
        if parameters.count > 65_535 { return .invalidQuery(reason: "it has more than 65,535 parameters") }
        return nil
    }
}
