package import Domain
internal import Store

/// Finds hours of usage that are over for so long that they are merged, or forgotten.
package struct FindUsageHours: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Due: Sendable {
        package let merging: Set<UsageHour>
        package let pruning: Set<UsageHour>
        /// Hours of which it is forgotten what keys were used with.
        package let pruningDetails: [UsageDetail.Kind: Set<UsageHour>]

        package var isEmpty: Bool {
            merging.isEmpty && pruning.isEmpty && pruningDetails.values.allSatisfy(\.isEmpty)
        }
    }

    /// Some of them, the oldest first, leaving out tenants.
    package func callAsFunction(except others: Set<ID<Tenant>>) async throws -> Due {
        let now = try await platform.database.readFinder { $0.time() }
        let oldest = { now - UsageDetail.kept($0) }
        let (merging, pruning, scopes, addresses) = try await platform.database.readFinder { transaction in
            (
                transaction.hoursToMerge(before: now - Self.open, except: others, limit: Self.looks),
                transaction.hoursToPrune(before: now - UsageRange.hoursAreKept, except: others, limit: Self.looks),
                transaction.hoursOfDetails(.scopes, before: oldest(.scopes), except: others, limit: Self.looks),
                transaction.hoursOfDetails(.address, before: oldest(.address), except: others, limit: Self.looks)
            )
        }
        return Due(merging: merging, pruning: pruning, pruningDetails: [.scopes: scopes, .address: addresses])
    }

    /// Since an hour began. A process that is cut off from the database for less than this writes what it has counted as if
    /// nothing had been; after it, what it had begun to write of that hour is what it had written.
    private static let open = Duration.seconds(49 * 3600)
    private static let looks = 1000
}
