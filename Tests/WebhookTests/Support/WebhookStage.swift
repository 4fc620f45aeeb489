import Domain
import Jobs
import NIOHTTP1
import Operations
import Outbound
import Postgres
import TestSupport
import Testing

/// A tenant with its admin, whose events go somewhere.
struct WebhookStage: Sendable {
    let platform: TestPlatform
    let admin: TestTenant
    let call: Call
    /// That keys can have.
    let scope: String

    var tenant: ID<Tenant> { call.actor.memberships[0].tenant }

    init(_ platform: TestPlatform) async throws {
        self.platform = platform
        admin = try await platform.makeAdmin(keyLimit: 1_000_000)
        call = Call(actor: try await Authenticate(platform: platform.operations)(token: Sensitive(admin.token)))
        scope = try #require(try await platform.catalogue(of: admin).first)
    }

    /// The endpoint's id, and its secret as it is told.
    @discardableResult
    func listen(
        at url: String,
        to events: [WebhookEvent.Kind] = [.keyCreated]
    ) async throws -> (id: ID<WebhookEndpoint>, secret: String) {
        let draft = WebhookEndpointDraft(url: url, events: events.map(\.rawValue))
        let made = try await CreateWebhookEndpoint(platform: platform.operations)({ draft }, in: tenant, call: call)
        let body = try made.outcome.body
        guard case .string(let id)? = body["id"], case .string(let secret)? = body["secret"] else {
            throw NoSecret()
        }
        return (try #require(ID(id)), secret)
    }

    /// A change that is told.
    func change() async throws {
        let draft = KeyDraft(name: "Orders", scopes: [scope])
        _ = try await CreateKey(platform: platform.operations)({ draft }, in: tenant, call: call)
    }

    /// What came of each attempt, by the path of the endpoint's URL.
    func outcomes() async throws -> [String: [String]] {
        let rows = try await platform.database.owner.query(
            """
            SELECT e.url, a.outcome FROM delivery_attempts a
            JOIN deliveries d ON d.tenant_id = a.tenant_id AND d.id = a.delivery_id
            JOIN webhook_endpoints e ON e.tenant_id = d.tenant_id AND e.id = d.endpoint_id
            WHERE d.tenant_id = \(tenant) ORDER BY d.id, a.number
            """
        )
        var outcomes: [String: [String]] = [:]
        for row in rows {
            outcomes[try row.decode("url", as: String.self), default: []].append(try row.decode("outcome"))
        }
        return outcomes
    }

    func strings(_ sql: String) async throws -> [String] { try await platform.database.strings(sql) }
}

/// An endpoint was made without an id or a secret.
struct NoSecret: Error {}

extension WebhookWorker.Limits {
    /// For tests, which do not wait.
    static var hasty: Self {
        var limits = Self()
        limits.poll = .milliseconds(20)
        limits.patience = .milliseconds(1500)
        return limits
    }
}

extension WebhookWorker.Limits {
    /// As they are, but for the looks.
    static var patient: Self {
        var limits = Self()
        limits.poll = .milliseconds(20)
        return limits
    }
}

/// Lends a platform on which whatever is on this machine may be told, and a worker that runs meanwhile.
func withWorker<Result: Sendable>(
    _ limits: WebhookWorker.Limits = .hasty,
    clock: TestClock? = nil,
    webhooks: Outbound = Outbound(allowsPrivate: true),
    _ body: @escaping @Sendable (WebhookStage) async throws -> Result
) async throws -> Result {
    try await withPlatform(clock: clock?.wallClock, webhooks: webhooks) { platform in
        let stage = try await WebhookStage(platform)
        let worker = WebhookWorker(platform: platform.operations, version: "test", limits: limits, logger: .silent)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            defer { group.cancelAll() }
            return try await body(stage)
        }
    }
}
