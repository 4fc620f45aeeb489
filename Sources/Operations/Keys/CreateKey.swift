package import Domain
internal import Store

/// Creates a key: its secret is in what this returns, and nowhere else ever again.
package struct CreateKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: what is asked for. Read when the actor may, and refused after their role: 404, 403, 422.
    package func callAsFunction(
        _ read: () throws -> KeyDraft,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<KeyAndSecret> {
        let approach = try await platform.approachKeys(.keyCreate, of: tenant, for: call)
        let draft = Result { try read() }
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(approach, for: call, in: transaction)
            let policy = transaction.policy()
            let group = transaction.group((try? draft.get())?.groupID)
            let ceilings = transaction.scopes(ofGroups: approach.ceilingGroups)
            var locked = try await platform.held(access, in: transaction)

            let rules = try await transaction.result(policy)
            let permit = try approach.authorization(under: rules).permit
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                let chosen = try await transaction.result(group)
                let plan = try draft.get().validated(
                    against: rules,
                    group: chosen,
                    ceiling: permit.ceiling(try await transaction.result(ceilings)),
                    now: locked.now
                )
                try await requireRoom(in: locked, transaction)

                let (key, secret) = NewKey.mint(
                    plan,
                    for: approach.tenant,
                    by: call.actor.user.id,
                    now: locked.now,
                    entropy: platform.entropy,
                    peppers: platform.peppers
                )
                locked.state.keys.create()
                transaction.insert(key)
                let created = key.created(by: call.actor.user, in: chosen)
                try platform.conclude(
                    Change(.keyCreate, on: key.id, after: created.audited(at: locked.now)),
                    by: Author(call, permit),
                    locked,
                    in: transaction
                )
                return KeyAndSecret(view: KeyView(key: created, usage: .none, now: locked.now), secret: secret)
            }
        }
    }

    /// The limit counts keys neither revoked nor expired. Those that have expired without having been stamped so are
    /// looked for only when it matters.
    private func requireRoom(in locked: LockedTenant, _ transaction: borrowing TenantTransaction) async throws {
        let limit = locked.state.keyLimit
        guard locked.state.keys.open >= limit else { return }
        let lapsed = try await transaction.result(transaction.countLapsedKeys(at: locked.now))
        let used = locked.state.keys.open - lapsed
        guard used >= limit else { return }
        throw Failure(
            .keyLimitReached,
            "\(used) of \(limit) keys are in use. Revoke one, or ask for a higher limit.",
            members: [JSON.Member("limit", .integer(Int64(limit))), JSON.Member("used", .integer(Int64(used)))]
        )
    }
}
