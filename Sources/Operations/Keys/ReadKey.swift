package import Domain
internal import Store

/// One key.
package struct ReadKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ id: ID<APIKey>, in tenant: ID<Tenant>, call: Call) async throws -> KeyView {
        let authorization = try await platform.authorize(.keyRead, on: tenant, for: call)
        return try await platform.database.onTenant(tenant) { transaction in
            let policy = transaction.policy()
            let stored = transaction.key(id)
            let now = try await transaction.result(transaction.now())
            _ = try platform.narrow(authorization, by: try await transaction.result(policy), for: call)
            guard let stored = try await transaction.result(stored) else { throw Failure.notFound() }
            let people = try await transaction.result(transaction.people(stored.people))
            return KeyView(key: try stored.named(people), now: now)
        }
    }
}
