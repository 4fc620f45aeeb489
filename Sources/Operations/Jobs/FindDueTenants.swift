package import Domain
internal import Store

/// Finds tenants on which time alone has made work.
package struct FindDueTenants: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Due: Sendable {
        /// Have keys to be stamped as expired.
        package let expired: Set<ID<Tenant>>
        /// Have keys of which it is to be told that they expire soon.
        package let expiring: Set<ID<Tenant>>
        /// Have answers to be forgotten.
        package let forgetting: Set<ID<Tenant>>

        package var all: Set<ID<Tenant>> { expired.union(expiring).union(forgetting) }
    }

    /// Some of them, those first that are due longest, leaving out `others`.
    package func callAsFunction(except others: Set<ID<Tenant>>) async throws -> Due {
        let now = try await platform.database.readFinder { $0.time() }
        let (expired, expiring, forgetting) = try await platform.database.readFinder { transaction in
            (
                transaction.tenantsWithExpiredKeys(at: now, except: others, limit: Self.looks),
                transaction.tenantsWithExpiringKeys(
                    at: now,
                    until: now + Expiration.soon,
                    except: others,
                    limit: Self.looks
                ),
                transaction.tenantsWithAnswers(
                    keptBefore: now - IdempotentRequest.lifetime,
                    except: others,
                    limit: Self.looks
                )
            )
        }
        return Due(expired: expired, expiring: expiring, forgetting: forgetting)
    }

    private static let looks = 1000
}
