internal import Domain
internal import Store

/// Staff's inbox: the requests of all tenants for higher limits, oldest first.
package struct ListAllLimitRequests: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ read: () throws -> LimitRequestFilter,
        call: Call
    ) async throws -> Page<LimitRequestView> {
        try Access.authorizeEverywhere(.limitDecide, by: call.actor)
        try call.requireWellFormed()
        let filter = try read()
        try await platform.witnessList(.limitRead, for: call)
        let list = "limit requests \(filter.name)"
        let after: ID<LimitRequest>? = try platform.cursors.id(in: filter.page.cursor, of: list)
        let found = try await platform.database.readPlatform { transaction in
            transaction.limitRequests(being: filter.status, after: after, limit: filter.page.limit + 1)
        }
        let page = platform.cursors.page(found, limit: filter.page.limit, of: list) { .string($0.id.description) }
        return Page(elements: try await views(of: page.elements), nextCursor: page.nextCursor)
    }

    /// What is beside a request is its tenant's, and is read on that tenant: of all of them in two round trips.
    private func views(of requests: [LimitRequest]) async throws -> [LimitRequestView] {
        let mentioned = requests.reduce(into: Set()) { $0.formUnion($1.people) }
        return try await platform.database.onTenant(.platform) { transaction in
            let people = transaction.people(mentioned)
            let time = transaction.time()
            let asked = try Set(requests.map(\.tenant)).map { tenant in
                try transaction.elsewhere(on: tenant) { ($0.itself(), $0.state()) }
            }
            let clock = try await transaction.result(time)
            var counting: [(Tenant, TenantState, Reply<Int>)] = []
            for (itself, state) in asked {
                guard let itself = try await transaction.result(itself), let state = try await transaction.result(state)
                else { continue }
                let now = max(clock, state.lastNow)
                let lapsed = try transaction.elsewhere(on: itself.id) { $0.countLapsedKeys(at: now) }
                counting.append((itself, state, lapsed))
            }
            var limits: [ID<Tenant>: LimitFacts] = [:]
            for (itself, state, lapsed) in counting {
                limits[itself.id] = LimitFacts(itself, state, lapsed: try await transaction.result(lapsed))
            }
            let names = try await transaction.result(people)
            return requests.compactMap { request in
                limits[request.tenant].map { LimitRequestView(request: request, facts: $0, people: names) }
            }
        }
    }
}
