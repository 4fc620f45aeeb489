package import Domain
internal import Store

/// A tenant's limit of keys.
package struct ReadKeyLimit: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(of tenant: ID<Tenant>, call: Call) async throws -> KeyLimitView {
        _ = try await platform.authorize(.limitRead, on: tenant, for: call)
        let (facts, state, pending, now) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.facts(), transaction.state(), transaction.pendingLimitRequest(), transaction.now())
        }
        guard let facts, let state else { throw Failure.notFound() }
        let (lapsed, people) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.countLapsedKeys(at: now), transaction.people(pending?.people ?? []))
        }
        return KeyLimitView(facts: LimitFacts(facts, state, lapsed: lapsed), pending: pending, people: people)
    }
}
