package import Domain
internal import Store

/// Ends a key for good. Revoking once more changes nothing, and is answered with a fresh receipt.
package struct RevokeKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let reason: String?
        /// Overrides a policy by which a key is disabled before it is revoked.
        package let compromised: Bool
        /// The version that the caller has seen, if it matters to them.
        package let expectedVersion: VersionCondition?

        package init(reason: String?, compromised: Bool, expectedVersion: VersionCondition? = nil) {
            self.reason = reason
            self.compromised = compromised
            self.expectedVersion = expectedVersion
        }
    }

    package func callAsFunction(
        _ id: ID<APIKey>,
        _ read: () throws -> Input,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Tightened<KeyChange> {
        let approach = try await platform.approachKeys(.keyRevoke, of: tenant, for: call)
        return try await platform.tightening {
            try await platform.database.onTenant(tenant) { transaction in
                let access = try platform.lock(approach, for: call, in: transaction)
                let policy = transaction.policy()
                let stored = transaction.key(id)
                let locked = try await platform.held(access, in: transaction)

                let rules = try await transaction.result(policy)
                let permit = try approach.authorization(under: rules).permit
                return try await platform.once(access.claim, at: locked.now, in: transaction) {
                    guard let stored = try await transaction.result(stored) else { throw Failure.notFound() }
                    let input = try read()
                    let usage = transaction.usage(of: [id], over: locked.usageWindow)
                    let people = try await transaction.result(transaction.people(stored.people))
                    let view = KeyView(
                        key: try stored.named(people),
                        usage: try await transaction.result(usage)[id],
                        now: locked.now
                    )
                    try input.expectedVersion?.require(view.key.version)
                    let isNew = try KeyTransition.revoke.check(
                        from: view.status,
                        disableBeforeRevoke: rules.disableBeforeRevoke,
                        compromised: input.compromised
                    )
                    guard isNew else { return KeyChange(view: view) }
                    return try end(
                        view,
                        wasOpen: stored.isOpen,
                        input,
                        Author(call, permit),
                        call.actor.user,
                        locked,
                        in: transaction
                    )
                }
            }
        }
    }

    private func end(
        _ view: KeyView,
        wasOpen: Bool,
        _ input: Input,
        _ author: Author,
        _ user: User,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) -> KeyChange {
        let key = view.key
        var locked = locked
        locked.state.keys.revoke(wasOpen: wasOpen, wasDisabled: key.disabledAt != nil)
        var revoked = key
        revoked.revocation = APIKey.Revocation(at: locked.now, reason: input.reason, compromised: input.compromised)
        revoked.updated = APIKey.Attribution(at: locked.now, user: APIKey.Person(id: user.id, name: user.name))
        transaction.revoke(
            key.id,
            reason: input.reason,
            compromised: input.compromised,
            by: user.id,
            at: locked.now
        )
        platform.conclude(
            Change(.keyRevoke, on: key.id, before: key.audited(at: locked.now), after: revoked.audited(at: locked.now)),
            by: author,
            locked,
            in: transaction
        )
        return KeyChange(view: KeyView(key: revoked, usage: view.usage, now: locked.now))
    }
}
