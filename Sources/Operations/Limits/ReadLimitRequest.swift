package import Domain
internal import Store

/// One request for a higher limit.
package struct ReadLimitRequest: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: ID<LimitRequest>,
        of tenant: ID<Tenant>,
        call: Call
    ) async throws -> LimitRequestView {
        let authorization = try await platform.authorize(.limitRead, on: tenant, for: call)
        let (itself, state, request, now) = try await platform.read(authorization) { transaction in
            (transaction.itself(), transaction.state(), transaction.limitRequest(id), transaction.now())
        }
        guard let itself, let state, let request else { throw Failure.notFound() }
        let (lapsed, people) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.countLapsedKeys(at: now), transaction.people(request.people))
        }
        return LimitRequestView(request: request, facts: LimitFacts(itself, state, lapsed: lapsed), people: people)
    }
}
