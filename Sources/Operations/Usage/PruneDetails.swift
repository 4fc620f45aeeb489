package import Domain
internal import Store

/// Forgets what a tenant's keys were used with in an hour.
package struct PruneDetails: Sendable {
    private let platform: Platform
    private let batch: Int

    /// - Parameter batch: rows that are deleted in one transaction, at most.
    package init(platform: Platform, batch: Int = 1000) {
        self.platform = platform
        self.batch = batch
    }

    package func callAsFunction(_ kind: UsageDetail.Kind, of hour: UsageHour) async throws {
        while !Task.isCancelled {
            let pruned = try await platform.database.writeUsage(of: hour.tenant) {
                $0.pruneDetails(kind, of: hour.hour, limit: batch)
            }
            guard pruned > 0 else { return }
        }
    }
}
