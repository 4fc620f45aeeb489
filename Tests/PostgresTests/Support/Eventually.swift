import Testing

@testable import Postgres

struct NeverHappened: Error, CustomStringConvertible {
    let description: String
}

/// Waits for a condition, for half a minute at most.
func eventually(
    _ what: String,
    within limit: Duration = .seconds(30),
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard .now < deadline else { throw NeverHappened(description: "never happened: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// The `PostgresError` that `body` throws.
func postgresError(_ body: () async throws -> Void) async throws -> PostgresError {
    do {
        try await body()
    } catch let error as PostgresError {
        return error
    }
    throw NeverHappened(description: "nothing was thrown")
}
