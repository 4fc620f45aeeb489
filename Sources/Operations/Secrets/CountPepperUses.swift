package import Store

/// What hangs on each pepper, for whoever holds the database.
package struct CountPepperUses: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction() async throws -> [PepperUse] {
        try await platform.database.readFinder { $0.pepperUses() }
    }
}
