package import Domain
internal import Store

/// A tenant's limit of keys.
package struct ReadKeyLimit: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(of tenant: ID<Tenant>, call: Call) async throws -> KeyLimitView {
        let authorization = try await platform.authorize(.limitRead, on: tenant, for: call)
        let (itself, state, pending, now) = try await platform.read(authorization) { transaction in
            (transaction.itself(), transaction.state(), transaction.pendingLimitRequest(), transaction.now())
        }
        guard let itself, let state else { throw Failure.notFound() }
        let (lapsed, people) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.countLapsedKeys(at: now), transaction.people(pending?.people ?? []))
        }
        return KeyLimitView(facts: LimitFacts(itself, state, lapsed: lapsed), pending: pending, people: people)
    }
}
