package import Domain
internal import Store

/// Forgets an hour of a tenant's usage; what it came to stays in its day.
package struct PruneUsage: Sendable {
    private let platform: Platform
    private let batch: Int

    /// - Parameter batch: rows that are deleted in one transaction, at most.
    package init(platform: Platform, batch: Int = 1000) {
        self.platform = platform
        self.batch = batch
    }

    package func callAsFunction(_ hour: UsageHour) async throws {
        while !Task.isCancelled {
            let pruned = try await platform.database.writeUsage(of: hour.tenant) {
                $0.pruneHour(hour.hour, limit: batch)
            }
            guard pruned > 0 else { return }
        }
    }
}
