package import Domain
internal import Store

/// Makes a tenant from a preset: staff make any, a partner's admin makes businesses under their own partner.
package struct CreateTenant: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let name: DisplayName
        package let kind: TenantKind
        package let parent: ID<Tenant>?
        /// The preset's name.
        package let policy: String
        /// The preset's own limit unless given; only staff give one.
        package let keyLimit: Int?

        package init(name: DisplayName, kind: TenantKind, parent: ID<Tenant>?, policy: String, keyLimit: Int?) {
            self.name = name
            self.kind = kind
            self.parent = parent
            self.policy = policy
            self.keyLimit = keyLimit
        }
    }

    package func callAsFunction(_ input: Input, call: Call) async throws -> TenantView {
        // Whoever makes a tenant acts on its parent, or on the platform when it has none.
        let authorization = try await platform.authorize(.tenantCreate, on: input.parent ?? .platform, for: call)
        let id = ID<Tenant>.make(at: try await platform.now(), using: platform.entropy)
        return try await platform.database.onTenant(id) { transaction in
            let preset = transaction.preset(named: input.policy)
            let now = try await transaction.result(transaction.time())
            let chosen = try choose(try await transaction.result(preset), for: input, authorization)
            let facts = TenantFacts(
                id: id, kind: input.kind, parent: input.parent, name: input.name.text,
                route: Base62.random(6, using: platform.entropy))
            let limit = input.keyLimit ?? chosen.policy.keyLimit
            transaction.insertTenant(facts)
            transaction.insertState(preset: chosen.name, keyLimit: limit, now: now)
            transaction.insert(chosen.policy)
            var locked = try await transaction.lock()
            let view = TenantView(facts: facts, state: locked.state)
            try transaction.record(
                Change("tenant.create", on: id, after: view.audited), of: call, authorization, in: &locked, using: platform.entropy)
            transaction.save(locked)
            return view
        }
    }
}
