package import Domain
internal import Store

/// Gives a tenant another limit of keys, without having been asked. A lower one takes no key away: there is no new one
/// until there are fewer.
package struct RaiseLimit: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let limit: Int
        package let reason: LimitReason
        /// The tenant's version that the caller has seen, if it matters to them.
        package let expectedVersion: VersionCondition?

        package init(limit: Int, reason: LimitReason, expectedVersion: VersionCondition?) {
            self.limit = limit
            self.reason = reason
            self.expectedVersion = expectedVersion
        }
    }

    package func callAsFunction(
        _ read: () throws -> Input,
        of tenant: ID<Tenant>,
        call: Call
    ) async throws -> KeyLimitView {
        let authorization = try await platform.authorize(.limitRaise, on: tenant, for: call)
        let input = try read()
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let itself = transaction.itself()
            let pending = transaction.pendingLimitRequest()
            var locked = try await platform.held(access, in: transaction)
            try input.expectedVersion?.require(locked.state.version)

            let request = try await transaction.result(pending)
            let lapsed = transaction.countLapsedKeys(at: locked.now)
            let people = try await transaction.result(transaction.people(request?.people ?? []))
            let before = locked.state.keyLimit
            let author = Author(call, authorization.permit, reason: input.reason)
            if input.limit == before {
                platform.conclude(unchanged: locked, authorization.permit, by: author, in: transaction)
            } else {
                locked.state.change(limit: input.limit)
                platform.conclude(
                    Change(
                        .limitRaise,
                        on: tenant,
                        before: ["key_limit": .integer(Int64(before))],
                        after: ["key_limit": .integer(Int64(input.limit))]
                    ),
                    by: author,
                    locked,
                    telling: .limitRaised(of: tenant, from: before, to: input.limit, reason: input.reason.text),
                    in: transaction
                )
            }
            return KeyLimitView(
                facts: LimitFacts(
                    try await transaction.result(itself).found,
                    locked.state,
                    lapsed: try await transaction.result(lapsed)
                ),
                pending: request,
                people: people
            )
        }
    }
}

extension TenantState {
    /// The limit is a part of what can be edited of a tenant, and so of its version.
    mutating func change(limit: Int) {
        keyLimit = limit
        version += 1
    }
}
