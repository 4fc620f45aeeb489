package import Domain
internal import Store

/// One key.
package struct ReadKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ id: ID<APIKey>, in tenant: ID<Tenant>, call: Call) async throws -> KeyView {
        let approach = try await platform.approachKeys(.keyRead, of: tenant, for: call)
        let (found, window) = try await platform.read(approach) { ($0.key(id), $0.usageWindow()) }
        let stored = try found.found
        let (people, usage) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.people(stored.people), transaction.usage(of: [id], over: window))
        }
        return KeyView(key: try stored.named(people), usage: usage[id], now: window.now)
    }
}
