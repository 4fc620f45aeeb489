package import Domain
internal import Store

/// Asks staff for a higher limit of keys, on behalf of a tenant; one request at a time.
package struct RequestLimit: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let requestedLimit: Int
        package let reason: LimitReason

        package init(requestedLimit: Int, reason: LimitReason) {
            self.requestedLimit = requestedLimit
            self.reason = reason
        }
    }

    package func callAsFunction(
        _ read: () throws -> Input,
        for tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<LimitRequestView> {
        let authorization = try await platform.authorize(.limitRequest, on: tenant, for: call)
        let input = Result { try read() }
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let itself = transaction.itself()
            let pending = transaction.pendingLimitRequest()
            let locked = try await platform.held(access, in: transaction)
            let input = try input.get()
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                try LimitRequest.require(input.requestedLimit, above: locked.state.keyLimit)
                if let pending = try await transaction.result(pending) { throw Failure.limitRequestPending(pending) }
                let lapsed = try await transaction.result(transaction.countLapsedKeys(at: locked.now))
                let request = LimitRequest(
                    id: .make(at: locked.now, using: platform.entropy),
                    tenant: tenant,
                    requestedLimit: input.requestedLimit,
                    reason: input.reason.text,
                    createdAt: locked.now,
                    createdBy: call.actor.user.id
                )
                transaction.insert(request)
                platform.conclude(
                    Change(.limitRequest, on: request.id, after: request.audited),
                    by: Author(call, authorization.permit, reason: input.reason),
                    locked,
                    telling: .limitRequested(request, beside: locked.state.keyLimit),
                    in: transaction
                )
                return LimitRequestView(
                    request: request,
                    facts: LimitFacts(
                        try await transaction.result(itself).found,
                        locked.state,
                        lapsed: lapsed
                    ),
                    people: [call.actor.user.id: call.actor.user]
                )
            }
        }
    }
}

extension Failure {
    fileprivate static func limitRequestPending(_ request: LimitRequest) -> Failure {
        Failure(
            .limitRequestPending,
            "A request for \(request.requestedLimit) keys is still waiting for an answer.",
            members: [JSON.Member("pending_request_id", .string(request.id.description))]
        )
    }
}
