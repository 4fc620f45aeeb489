package import Domain
internal import Store

/// Merges what processes counted in an hour of a tenant into one row for each key and outcome.
package struct MergeUsage: Sendable {
    private let platform: Platform
    private let batch: Int

    /// - Parameter batch: rows that are merged in one transaction, at most.
    package init(platform: Platform, batch: Int = 1000) {
        self.platform = platform
        self.batch = batch
    }

    package func callAsFunction(_ hour: UsageHour) async throws {
        while !Task.isCancelled {
            let merged = try await platform.database.writeUsage(of: hour.tenant) {
                $0.mergeHour(hour.hour, limit: batch)
            }
            guard merged > 0 else { return }
        }
    }
}
