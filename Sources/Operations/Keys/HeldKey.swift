internal import Domain
internal import Store

/// A key that is there, held together with its tenant by somebody who may change it.
struct HeldKey {
    let key: APIKey
    let usage: KeyUsage
    /// The group that was asked for along with it.
    let group: AuthorizationGroup?
    /// Counted among the tenant's open keys.
    let isOpen: Bool
    var access: KeyAccess

    var policy: Policy { access.policy }
    var now: Instant { access.now }
    var view: KeyView { KeyView(key: key, usage: usage, now: now) }

    /// Of the tenant's keys.
    var counts: KeyCounts {
        get { access.locked.state.keys }
        set { access.locked.state.keys = newValue }
    }

    /// Whether there is anything to change. Goes behind what is refused with 422: 412, 409.
    func allows(
        _ transition: KeyTransition,
        ifMatch condition: VersionCondition?,
        compromised: Bool = false
    ) throws(Failure) -> Bool {
        try condition?.require(key.version)
        return try transition.check(
            from: key.status(at: now),
            disableBeforeRevoke: policy.disableBeforeRevoke,
            compromised: compromised
        )
    }
}

extension Platform {
    /// The one way to change a key that is there: whoever may not is refused, the tenant is locked, the key is found, and
    /// what was asked before under the same idempotency key is answered again.
    ///
    /// - Parameters:
    ///   - group: to be looked up along with the key.
    ///   - change: reads what is asked for, decides, writes. Its refusals in their order: 422, 428, 412, 409.
    func change<Outcome: Replayable>(
        _ key: ID<APIKey>,
        _ action: Action,
        in tenant: ID<Tenant>,
        alongside group: ID<AuthorizationGroup>? = nil,
        announcing announcements: Announcements = Announcements(),
        call: Call,
        _ change: (HeldKey, borrowing TenantTransaction) async throws -> Outcome
    ) async throws -> Answered<Outcome> {
        let approach = try await approachKeys(action, of: tenant, for: call)
        return try await database.onTenant(tenant, announcing: announcements) { transaction in
            let pending = try lockKeys(approach, for: call, in: transaction)
            let (key, group) = (transaction.key(key), transaction.group(group))
            let access = try await held(pending, in: transaction)
            return try await once(access, in: transaction) {
                guard let stored = try await transaction.result(key) else { throw Failure.notFound() }
                let usage = transaction.usage(of: [stored.id], over: access.locked.usageWindow)
                let people = try await transaction.result(transaction.people(stored.people))
                let held = HeldKey(
                    key: try stored.named(people),
                    usage: try await transaction.result(usage)[stored.id],
                    group: try await transaction.result(group),
                    isOpen: stored.isOpen,
                    access: access
                )
                return try await change(held, transaction)
            }
        }
    }

    /// Ends a change of a key: what it is now, its audit row and the tenant's own row travel with the commit.
    func conclude(
        _ held: HeldKey,
        as key: APIKey,
        telling kind: WebhookEvent.Kind,
        in transaction: borrowing TenantTransaction
    ) throws -> KeyView {
        let access = held.access
        let view = KeyView(key: key, usage: held.usage, now: held.now)
        transaction.save(key, by: access.call.actor.user.id)
        conclude(
            Change(
                access.permit.action,
                on: key.id,
                before: held.key.audited(at: held.now),
                after: key.audited(at: held.now)
            ),
            by: try Author(access.call, access.permit),
            access.locked,
            announcing: News(.key(key.id), tightens: held.key.isTightened(by: key)),
            telling: WebhookEvent(kind, view.body),
            in: transaction
        )
        return view
    }
}
