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
        let authorization = try await platform.authorize(.limitRead, on: tenant, for: call)
        let filter = try read()
        let list = "limit requests \(tenant) \(filter.name)"
        let before: ID<LimitRequest>? = try platform.cursors.id(in: filter.page.cursor, of: list)
        let (itself, state, now, found) = try await platform.read(authorization) { transaction in
            (
                transaction.itself(), transaction.state(), transaction.now(),
                transaction.limitRequests(being: filter.status, before: before, limit: filter.page.limit + 1)
            )
        }
        guard let itself, let state else { throw Failure.notFound() }
        let page = platform.cursors.page(found, limit: filter.page.limit, of: list) { .string($0.id.description) }
        let mentioned = page.elements.reduce(into: Set()) { $0.formUnion($1.people) }
        let (lapsed, people) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.countLapsedKeys(at: now), transaction.people(mentioned))
        }
        let limit = LimitFacts(itself, state, lapsed: lapsed)
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
