/// Ends what takes longer.
///
/// - Throws: what the work does; `OutboundFailure.busy` when it was ended while it waited for its turn, else `.late`.
func inTime<Result: Sendable>(
    _ patience: Duration,
    _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: patience)
            return nil
        }
        defer { group.cancelAll() }
        if let result = try await group.next() ?? nil { return result }
        group.cancelAll()
        do {
            _ = try await group.next()
        } catch OutboundFailure.busy {
            throw OutboundFailure.busy
        } catch {}
        throw OutboundFailure.late
    }
}
