import Domain
import Foundation
import Operations
import Outbound
import Postgres
import Store

/// Tenants that may have as many keys as a benchmark makes, and their admin.
struct Seed: Sendable {
    struct SeededTenant: Sendable {
        let id: ID<Tenant>
        fileprivate let admin: Call

        /// As SQL writes it.
        var uuid: String { UUID(uuid: id.bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) }).uuidString }
    }

    private let platform: Platform

    init(_ pool: Pool) throws {
        guard let pepper = Pepper(id: 1, bytes: Array(repeating: 7, count: 32)),
            let peppers = Peppers(newestFirst: [pepper])
        else { preconditionFailure("32 bytes are a pepper") }
        platform = Platform(
            database: Database(pool: pool),
            peppers: peppers,
            webhooks: Outbound(allowsPrivate: true)
        )
    }

    func makeTenants(_ count: Int) async throws -> [SeededTenant] {
        let staff = Call(actor: actor(platformRole: .superUser, memberships: []), reason: .success("benchmark"))
        let name = try DisplayName(validating: "Orders", at: "/name")
        var tenants: [SeededTenant] = []
        for _ in 0..<count {
            let input = CreateTenant.Input(
                name: name,
                kind: .business,
                parent: nil,
                policy: "business-integrations",
                keyLimit: 1_000_000_000
            )
            let tenant = try await CreateTenant(platform: platform)({ input }, call: staff).outcome.id
            let membership = Membership(id: .make(at: .now, using: .system), tenant: tenant, role: .businessAdmin)
            let admin = actor(platformRole: nil, memberships: [membership])
            tenants.append(
                SeededTenant(id: tenant, admin: Call(actor: admin, request: .make(at: .now, using: .system)))
            )
        }
        return tenants
    }

    /// Somebody who is told of each key, though nobody sends it here.
    func listen(in tenant: SeededTenant) async throws {
        let draft = WebhookEndpointDraft(url: "http://127.0.0.1:9/", events: ["api_key.created"])
        _ = try await CreateWebhookEndpoint(platform: platform)({ draft }, in: tenant.id, call: tenant.admin)
    }

    func createKey(in tenant: SeededTenant) async throws {
        let draft = KeyDraft(name: "Orders", scopes: [Self.scope], ipAllowlist: ["192.0.2.0/24"])
        _ = try await CreateKey(platform: platform)({ draft }, in: tenant.id, call: tenant.admin)
    }

    private func actor(platformRole: Role?, memberships: [Membership]) -> Actor {
        let user = User(id: .make(at: .now, using: .system), email: "admin@tenant.example", name: "Admin")
        return Actor(
            user: user,
            platformRole: platformRole,
            memberships: memberships,
            session: .make(at: .now, using: .system),
            now: .now
        )
    }

    private static let scope =
        Preset.shipped.first { $0.name == "business-integrations" }?.policy.scopes.first?.name ?? ""
}

extension Instant {
    fileprivate static var now: Instant { SystemClock.now() }
}
