import Domain
import Operations
import Testing

@Suite("A page of all trails")
struct AllTrailsEffortTests {
    @Test("that has looked at enough rows ends early, and the pages together are the whole", arguments: [1, 2, 3, 7])
    func effort(effort: Int) async throws {
        try await withStage { stage in
            let tenants = [try await stage.makeTenant(), try await stage.makeTenant()]
            for tenant in tenants + tenants { _ = try await stage.makeKey(in: tenant) }
            let object = tenants[1].description
            let filters = [
                AuditFilter(), AuditFilter(actor: stage.staff.actor.user.id), AuditFilter(object: object),
                AuditFilter(actions: ["key.create", "tenant.create"]),
                AuditFilter(actor: stage.staff.actor.user.id, actions: ["key.create"]),
            ]
            let list = ListAuditEvents(platform: stage.platform, effort: effort)
            // Once before, so that what is noted of it is there for all.
            _ = try await pages(list, AuditFilter(), stage.staff)
            for filter in filters {
                let whole = try await pages(ListAuditEvents(platform: stage.platform), filter, stage.staff)
                let found = try await pages(list, filter, stage.staff)
                #expect(!whole.isEmpty)
                #expect(found == whole, "\(filter.name)")
            }
        }
    }

    private func pages(_ list: ListAuditEvents, _ filter: AuditFilter, _ call: Call) async throws -> [JSON] {
        var (found, cursor): ([JSON], String?) = ([], nil)
        repeat {
            let request = PageRequest(limit: 2, cursor: cursor)
            let page = try await list(
                of: nil,
                { .init(page: request, filter: filter, tenants: .all) },
                call: call
            )
            found += page.elements.map(\.body)
            cursor = page.nextCursor
        } while cursor != nil
        return found
    }
}
