internal import Domain
internal import Store

/// A key that is held together with its tenant on behalf of nobody in particular: whoever has its secret.
struct StrangersKey {
    let key: APIKey
    let usage: KeyUsage
    /// Counted among the tenant's open keys.
    let isOpen: Bool
    var locked: LockedTenant

    var now: Instant { locked.now }
    var view: KeyView { KeyView(key: key, usage: usage, now: now) }
}

extension Platform {
    /// Reads a key whole, under the lock of its tenant.
    func held(
        _ stored: StoredKey,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> StrangersKey {
        let usage = transaction.usage(of: [stored.id], over: locked.usageWindow)
        let people = try await transaction.result(transaction.people(stored.people))
        return StrangersKey(
            key: try stored.named(people),
            usage: try await transaction.result(usage)[stored.id],
            isOpen: stored.isOpen,
            locked: locked
        )
    }

    /// Stops it until somebody enables it.
    func disable(_ held: StrangersKey, by author: Author, in transaction: borrowing TenantTransaction) {
        var held = held
        held.locked.state.keys.disable()
        let disabled = held.key.disabled(APIKey.Attribution(at: held.now, user: nil))
        conclude(held, .keyDisable, as: disabled, telling: .keyDisabled, by: author, in: transaction)
    }

    /// Ends it for good, whatever its policy says of disabling first: its secret is in wrong hands, or its holder's own wish.
    func revoke(
        _ held: StrangersKey,
        because reason: String,
        by author: Author,
        in transaction: borrowing TenantTransaction
    ) {
        var held = held
        held.locked.state.keys.revoke(wasOpen: held.isOpen, wasDisabled: held.key.disabledAt != nil)
        let by = APIKey.Attribution(at: held.now, user: nil)
        let revoked = held.key.revoked(by, reason: reason, compromised: true)
        conclude(held, .keyRevoke, as: revoked, telling: .keyRevoked, by: author, in: transaction)
    }

    private func conclude(
        _ held: StrangersKey,
        _ action: Action,
        as key: APIKey,
        telling kind: WebhookEvent.Kind,
        by author: Author,
        in transaction: borrowing TenantTransaction
    ) {
        transaction.save(key, by: nil)
        conclude(
            Change(
                action,
                on: key.id,
                before: held.key.audited(at: held.now),
                after: key.audited(at: held.now)
            ),
            by: author,
            held.locked,
            announcing: News(.key(key.id), tightens: true),
            telling: WebhookEvent(kind, KeyView(key: key, usage: held.usage, now: held.now).body),
            in: transaction
        )
    }
}
