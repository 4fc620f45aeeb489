import Domain
import Operations
import Postgres
import Store
import Testing
import TestSupport

@Suite("Events that are over")
struct PruneDeliveriesTests {
    @Test("go after thirty days with all that was sent of them, but not while one of them is younger or on its way")
    func prunes() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            let draft = WebhookEndpointDraft(url: "https://hooks.example/", events: ["api_key.created"])
            let endpoint = try await CreateWebhookEndpoint(platform: stage.platform)(
                { draft },
                in: tenant,
                call: stage.staff
            ).outcome.view.endpoint.id
            // What becomes of each of them: days since the event, days since its delivery, whether that is over.
            let events: [(bits: UInt128, event: Int, delivery: Int, isOver: Bool)] = [
                (1, 31, 31, true), (2, 29, 29, true), (3, 31, 1, true), (4, 31, 31, false), (5, 40, 40, true),
            ]
            for event in events {
                let (id, delivery): (ID<AuditEvent>, ID<WebhookDelivery>) = (ID(bits: event.bits), ID(bits: event.bits))
                try await stage.database.run(
                    """
                    INSERT INTO outbox (tenant_id, id, type, at, body)
                    VALUES (\(tenant), \(id), 'api_key.created', now() - make_interval(days => \(Int32(event.event))), '{}')
                    """
                )
                try await stage.database.run(
                    """
                    INSERT INTO deliveries (tenant_id, id, endpoint_id, event_id, created_at, due_at)
                    VALUES (\(tenant), \(delivery), \(endpoint), \(id),
                        now() - make_interval(days => \(Int32(event.delivery))),
                        CASE WHEN NOT \(event.isOver) THEN now() END)
                    """
                )
            }
            let prune = PruneDeliveries(platform: stage.platform, batch: 1)
            let cutoff = SystemClock.now() - WebhookDelivery.kept
            let due = try await Database(pool: stage.pool).readFinder {
                $0.tenantsWithOldDeliveries(before: cutoff, except: [], limit: 9)
            }
            #expect(due == [tenant])
            #expect(try await prune(in: tenant) == 1)
            #expect(try await prune(in: tenant) == 1)
            #expect(try await prune(in: tenant) == 0)
            for table in ["outbox", "deliveries"] {
                #expect(try await stage.database.strings("SELECT count(*) FROM \(table)") == ["3"])
            }
            let none = try await Database(pool: stage.pool).readFinder {
                $0.tenantsWithOldDeliveries(before: cutoff, except: [], limit: 9)
            }
            #expect(none == [])
            let others = try await Database(pool: stage.pool).readFinder {
                $0.tenantsWithOldDeliveries(before: SystemClock.now(), except: [tenant], limit: 9)
            }
            #expect(others == [])
        }
    }

    @Test("are listed in pages that end early where too much would have to be looked at, and none is left out")
    func boundedLooks() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            let draft = WebhookEndpointDraft(
                url: "https://hooks.example/",
                events: ["api_key.created", "key_limit.raised"]
            )
            let endpoint = try await CreateWebhookEndpoint(platform: stage.platform)(
                { draft },
                in: tenant,
                call: stage.staff
            ).outcome.view.endpoint.id
            try await stage.database.run(
                """
                INSERT INTO outbox (tenant_id, id, type, at, body)
                SELECT \(tenant), ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid,
                    CASE WHEN i % 7 = 0 THEN 'key_limit.raised' ELSE 'api_key.created' END, now(), '{}'
                FROM generate_series(1, 40) i
                """
            )
            try await stage.database.run(
                """
                INSERT INTO deliveries (tenant_id, id, endpoint_id, event_id, created_at)
                SELECT tenant_id, id, \(endpoint), id, at FROM outbox WHERE tenant_id = \(tenant)
                """
            )
            let list = ListDeliveries(platform: stage.platform, looks: 3)
            var (found, pages): ([ID<WebhookDelivery>], Int) = ([], 0)
            var cursor: String?
            repeat {
                let input = ListDeliveries.Input(page: PageRequest(limit: 2, cursor: cursor), event: .limitRaised)
                let page = try await list(to: endpoint, in: tenant, { input }, call: stage.staff)
                found += page.elements.map(\.delivery.id)
                pages += 1
                cursor = page.nextCursor
            } while cursor != nil
            #expect(found.count == 5 && Set(found).count == 5 && found == found.sorted(by: >))
            #expect(pages == 14)
        }
    }
}
