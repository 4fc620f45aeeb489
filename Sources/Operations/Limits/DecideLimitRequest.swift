package import Domain
internal import Store

/// Approves a tenant's request for a higher limit of keys, which sets it, or denies it.
package struct DecideLimitRequest: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let ruling: LimitRequest.Ruling
        package let reason: LimitReason
        /// The version that the caller has seen, if it matters to them.
        package let expectedVersion: VersionCondition?

        package init(ruling: LimitRequest.Ruling, reason: LimitReason, expectedVersion: VersionCondition?) {
            self.ruling = ruling
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
            let itself = transaction.itself()
            let stored = transaction.limitRequest(id)
            var locked = try await platform.held(access, in: transaction)
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                guard let request = try await transaction.result(stored) else { throw Failure.notFound() }
                let input = try read()
                let decided = try decide(request, input, by: call.actor.user.id, locked)
                let lapsed = transaction.countLapsedKeys(at: locked.now)
                let people = try await transaction.result(transaction.people(decided.people))
                let author = Author(call, authorization.permit, reason: input.reason)
                write(decided, over: request, by: author, &locked, in: transaction)
                return LimitRequestView(
                    request: decided,
                    facts: LimitFacts(
                        try await transaction.result(itself).found,
                        locked.state,
                        lapsed: try await transaction.result(lapsed)
                    ),
                    people: people
                )
            }
        }
    }

    /// The order of refusals: 422, 412, 409.
    private func decide(
        _ request: LimitRequest,
        _ input: Input,
        by user: ID<User>,
        _ locked: LockedTenant
    ) throws(Failure) -> LimitRequest {
        let current = locked.state.keyLimit
        try request.requireRaise(by: input.ruling, from: current)
        try input.expectedVersion?.require(request.version)
        return try request.decided(input.ruling, reason: input.reason, by: user, at: locked.now, current: current)
    }

    /// What was decided, and the tenant's limit with it.
    private func write(
        _ decided: LimitRequest,
        over request: LimitRequest,
        by author: Author,
        _ locked: inout LockedTenant,
        in transaction: borrowing TenantTransaction
    ) {
        let limit = locked.state.keyLimit
        let before = request.audited(beside: limit)
        if let granted = decided.decision?.grantedLimit { locked.state.change(limit: granted) }
        transaction.decide(decided)
        let after = decided.audited(beside: locked.state.keyLimit)
        platform.conclude(
            Change(.limitDecide, on: request.id, before: before, after: after),
            by: author,
            locked,
            telling: .limitRaised(
                of: request.tenant,
                from: limit,
                to: locked.state.keyLimit,
                reason: decided.decision?.reason,
                request: request.id
            ),
            in: transaction
        )
    }
}

extension LimitRequest {
    /// With the tenant's limit at that time.
    fileprivate func audited(beside limit: Int) -> JSON {
        guard case .object(let members) = audited else { return audited }
        return .object(members + [JSON.Member("key_limit", .integer(Int64(limit)))])
    }
}
