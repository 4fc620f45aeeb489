package import Domain
internal import Store

/// One key.
package struct ReadKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ id: ID<APIKey>, in tenant: ID<Tenant>, call: Call) async throws -> KeyView {
        let approach = try await platform.approachKeys(.keyRead, of: tenant, for: call)
        let (policy, stored, now) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.policy(), transaction.key(id), transaction.now())
        }
        _ = try approach.authorization(under: policy)
        guard let stored else { throw Failure.notFound() }
        let people = try await platform.database.readTenant(tenant) { $0.people(stored.people) }
        return KeyView(key: try stored.named(people), now: now)
    }
}
