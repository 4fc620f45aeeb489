internal import Domain
internal import Store

extension Platform {
    /// Makes a key as it was planned, if the tenant's limit has room for it.
    ///
    /// - Parameter group: the one that the plan names, if it names one.
    func make(
        _ plan: KeyPlan,
        in group: AuthorizationGroup?,
        duplicating original: ID<APIKey>? = nil,
        _ access: KeyAccess,
        in transaction: borrowing TenantTransaction
    ) async throws -> KeyAndSecret {
        try await RoomForKeys.require(in: access.locked, transaction)
        let user = access.call.actor.user
        let (key, secret) = NewKey.mint(
            plan,
            for: access.tenant,
            by: user.id,
            now: access.now,
            entropy: entropy,
            peppers: peppers,
            duplicatedFrom: original
        )
        var locked = access.locked
        locked.state.keys.create()
        transaction.insert(key)
        let created = key.created(by: user, in: group)
        let view = KeyView(key: created, usage: .none, now: access.now)
        conclude(
            Change(access.permit.action, on: key.id, after: created.audited(at: access.now)),
            by: try Author(access.call, access.permit),
            locked,
            telling: WebhookEvent(.keyCreated, view.body),
            in: transaction
        )
        return KeyAndSecret(view: view, secret: secret)
    }
}
