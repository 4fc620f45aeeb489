internal import Domain
internal import NIOHTTP1
internal import Store

/// What a supervisor asks: whether to restart this process, and whether to send it requests.
struct Health: Sendable {
    /// Throws while the database cannot be reached, or its schema is not this binary's.
    let requireReady: @Sendable () async throws -> Void
    let deadline: Duration

    func live(_ request: IncomingRequest) -> Response {
        .now(Self.answer("live"))
    }

    func ready(_ request: IncomingRequest) -> Response {
        .later {
            do {
                try await withoutWaitingLonger(than: deadline, requireReady)
            } catch let mismatch as SchemaMismatch {
                throw Failure.unavailable(mismatch.description, cause: mismatch)
            } catch {
                throw Failure.unavailable(cause: error)
            }
            return Self.answer("ready")
        }
    }

    private static func answer(_ status: String) -> Answer {
        let body: JSON = ["status": .string(status)]
        return Answer(status: .ok, content: Answer.Content(type: "application/json", bytes: body.encoded()))
    }
}

/// Throws `TookTooLong` when the work is not done in time; it is cancelled then.
private func withoutWaitingLonger(
    than deadline: Duration,
    _ work: @escaping @Sendable () async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: deadline)
            throw TookTooLong()
        }
        defer { group.cancelAll() }
        try await group.next()
    }
}

private struct TookTooLong: Error {}
