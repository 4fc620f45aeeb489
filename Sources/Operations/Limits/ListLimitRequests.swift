package import Domain
internal import Store

/// A tenant's requests for a higher limit, newest first.
package struct ListLimitRequests: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        of tenant: ID<Tenant>,
        _ read: () throws -> LimitRequestFilter,
        call: Call
    ) async throws -> Page<LimitRequestView> {
        _ = try await platform.authorize(.limitRead, on: tenant, for: call)
        let filter = try read()
        let list = "limit requests \(tenant) \(filter.name)"
        let before: ID<LimitRequest>? = try platform.cursors.id(in: filter.page.cursor, of: list)
        let (facts, state, now, found) = try await platform.database.readTenant(tenant) { transaction in
            (
                transaction.facts(), transaction.state(), transaction.now(),
                transaction.limitRequests(being: filter.status, before: before, limit: filter.page.limit + 1)
            )
        }
        guard let facts, let state else { throw Failure.notFound() }
        let page = platform.cursors.page(found, limit: filter.page.limit, of: list) { .string($0.id.description) }
        let mentioned = page.elements.reduce(into: Set()) { $0.formUnion($1.people) }
        let (lapsed, people) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.countLapsedKeys(at: now), transaction.people(mentioned))
        }
        let limit = LimitFacts(facts, state, lapsed: lapsed)
        return Page(
            elements: page.elements.map { LimitRequestView(request: $0, facts: limit, people: people) },
            nextCursor: page.nextCursor
        )
    }
}

/// Which requests are asked for.
package struct LimitRequestFilter: Sendable {
    /// All of them when nil.
    package let status: LimitRequest.Status?
    package let page: PageRequest

    package init(status: LimitRequest.Status? = nil, page: PageRequest = PageRequest()) {
        self.status = status
        self.page = page
    }

    /// What a cursor is bound to.
    var name: String { status?.rawValue ?? "" }
}
