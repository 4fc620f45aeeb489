/// Waits until something holds; false when it does not in time.
package func eventually(
    within patience: Duration = .seconds(60),
    _ holds: () async throws -> Bool
) async throws -> Bool {
    let deadline = ContinuousClock.now + patience
    while true {
        if try await holds() { return true }
        guard ContinuousClock.now < deadline else { return false }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// Waits until something holds.
/// - Throws: `NeverHappened` when it does not in time.
package func eventually(_ what: String, _ holds: () async throws -> Bool) async throws {
    guard try await eventually(holds) else { throw NeverHappened(description: "never happened: \(what)") }
}

package struct NeverHappened: Error, CustomStringConvertible {
    package let description: String
}
