package import Domain
internal import Store

/// Approves a tenant's request for a higher limit of keys, which sets it, or denies it.
package struct DecideLimitRequest: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let verdict: LimitRequest.Verdict
        package let reason: LimitReason
        /// The version that the caller has seen, if it matters to them.
        package let expectedVersion: VersionCondition?

        package init(verdict: LimitRequest.Verdict, reason: LimitReason, expectedVersion: VersionCondition?) {
            self.verdict = verdict
            self.reason = reason
            self.expectedVersion = expectedVersion
        }
    }

    package func callAsFunction(
        _ id: ID<LimitRequest>,
        _ read: () throws -> Input,
        of tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<LimitRequestView> {
        let authorization = try await platform.authorize(.limitDecide, on: tenant, for: call)
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let facts = transaction.facts()
            let stored = transaction.limitRequest(id)
            var locked = try await platform.held(access, in: transaction)
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                guard let request = try await transaction.result(stored) else { throw Failure.notFound() }
                let input = try read()
                try input.expectedVersion?.require(request.version)
                let decided = try request.decided(
                    input.verdict,
                    reason: input.reason,
                    by: call.actor.user.id,
                    at: locked.now,
                    current: locked.state.keyLimit
                )
                let lapsed = transaction.countLapsedKeys(at: locked.now)
                let people = try await transaction.result(transaction.people(decided.people))
                let before = locked.state.keyLimit
                if let granted = decided.decision?.grantedLimit { locked.state.change(limit: granted) }
                transaction.decide(decided)
                platform.conclude(
                    Change(
                        .limitDecide,
                        on: id,
                        before: request.audited(beside: before),
                        after: decided.audited(beside: locked.state.keyLimit)
                    ),
                    by: Author(call, authorization.permit, reason: input.reason),
                    locked,
                    in: transaction
                )
                return LimitRequestView(
                    request: decided,
                    facts: LimitFacts(
                        try await transaction.result(facts) ?? authorization.tenant,
                        locked.state,
                        lapsed: try await transaction.result(lapsed)
                    ),
                    people: people
                )
            }
        }
    }
}

extension LimitRequest {
    /// With the tenant's limit at that time.
    fileprivate func audited(beside limit: Int) -> JSON {
        guard case .object(let members) = audited else { return audited }
        return .object(members + [JSON.Member("key_limit", .integer(Int64(limit)))])
    }
}
