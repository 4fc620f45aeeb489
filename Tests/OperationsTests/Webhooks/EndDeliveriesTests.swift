import Domain
import Operations
import Postgres
import Store
import Testing
import TestSupport

@Suite("What is on its way to an endpoint that is disabled or deleted")
struct EndDeliveriesTests {
    private static let many = 2500

    private func withBacklog(
        _ body: @escaping @Sendable (Stage, ID<Tenant>, ID<WebhookEndpoint>) async throws -> Void
    ) async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            let draft = WebhookEndpointDraft(url: "https://hooks.example/", events: ["api_key.created"])
            let endpoint = try await CreateWebhookEndpoint(platform: stage.platform)(
                { draft },
                in: tenant,
                call: stage.staff
            ).outcome.view.endpoint.id
            try await stage.database.run(
                """
                INSERT INTO outbox (tenant_id, id, type, at, body)
                SELECT \(tenant), gen_random_uuid(), 'api_key.created', now(), '{}' FROM generate_series(1, \(Self.many))
                """
            )
            try await stage.database.run(
                """
                INSERT INTO deliveries (tenant_id, id, endpoint_id, event_id, created_at, due_at)
                SELECT tenant_id, id, \(endpoint), id, at, at FROM outbox WHERE tenant_id = \(tenant)
                """
            )
            try await body(stage, tenant, endpoint)
        }
    }

    private func edit(
        _ endpoint: ID<WebhookEndpoint>,
        _ isEnabled: Bool,
        of version: Int,
        _ stage: Stage,
        _ tenant: ID<Tenant>
    )
        async throws
    {
        _ = try await EditWebhookEndpoint(platform: stage.platform)(
            endpoint,
            { WebhookEndpointEdit(isEnabled: isEnabled, expectedVersion: .oneOf([version])) },
            in: tenant,
            call: stage.staff
        )
    }

    private func first(
        _ status: WebhookDelivery.Status,
        _ endpoint: ID<WebhookEndpoint>,
        _ stage: Stage,
        _ tenant: ID<Tenant>
    ) async throws -> [WebhookDelivery] {
        let input = ListDeliveries.Input(page: PageRequest(limit: 100), status: status)
        return try await ListDeliveries(platform: stage.platform)(
            to: endpoint,
            in: tenant,
            { input },
            call: stage.staff
        )
        .elements.map(\.delivery)
    }

    @Test("has failed at once, stays so when it is enabled again, and is written down little by little")
    func disabled() async throws {
        try await withBacklog { stage, tenant, endpoint in
            let open = "SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL"
            try await edit(endpoint, false, of: 1, stage, tenant)
            // Not with the change, which holds the tenant.
            #expect(try await stage.database.strings(open) == ["\(Self.many)"])
            #expect(try await first(.pending, endpoint, stage, tenant).isEmpty)
            let failed = try await first(.failed, endpoint, stage, tenant)
            #expect(failed.count == 100 && failed.allSatisfy { $0.status == .failed && $0.dueAt == nil })
            try await edit(endpoint, true, of: 2, stage, tenant)
            let again = try await RedeliverEvent(platform: stage.platform)(
                failed[0].id,
                to: endpoint,
                {},
                in: tenant,
                call: stage.staff
            ).outcome
            let due = DueEndpoint(tenant: tenant, endpoint: endpoint, dueAt: again.createdAt, isFailing: false)
            let claimed = try await ClaimDeliveries(platform: stage.platform)(due, atMost: 9)
            #expect(claimed.map(\.claim.id) == [again.id])
            #expect(try await first(.pending, endpoint, stage, tenant).map(\.id) == [again.id])
            let end = EndDeliveries(platform: stage.platform)
            let ended = try #require(try await end.find(except: []).first)
            #expect(try await end(ended))
            #expect(try await stage.database.strings(open) == ["1501"])
            while try await end(ended) {}
            #expect(try await stage.database.strings(open) == ["1"])
            #expect(try await end.find(except: []).isEmpty)
        }
    }

    @Test("is gone for everybody at once when it is deleted, and its rows go little by little")
    func deleted() async throws {
        try await withBacklog { stage, tenant, endpoint in
            try await DeleteWebhookEndpoint(platform: stage.platform)(endpoint, { nil }, in: tenant, call: stage.staff)
            await #expect(throws: Failure.self) { try await first(.failed, endpoint, stage, tenant) }
            let count = "SELECT count(*) FROM deliveries"
            #expect(try await stage.database.strings(count) == ["\(Self.many)"])
            #expect(try await stage.database.strings("SELECT length(secret) FROM webhook_endpoints") == ["0"])
            let due = DueEndpoint(tenant: tenant, endpoint: endpoint, dueAt: SystemClock.now(), isFailing: false)
            #expect(try await ClaimDeliveries(platform: stage.platform)(due, atMost: 9).isEmpty)
            let end = EndDeliveries(platform: stage.platform)
            let ended = try #require(try await end.find(except: []).first)
            #expect(ended.isDeleted)
            #expect(try await end(ended))
            #expect(try await stage.database.strings(count) == ["1500"])
            while try await end(ended) {}
            #expect(try await stage.database.strings(count) == ["0"])
            #expect(try await stage.database.strings("SELECT id FROM webhook_endpoints").isEmpty)
        }
    }
}
