internal import Domain
internal import Store

/// A key to which time alone has done something.
struct DueKey {
    let view: KeyView
    /// Whether any endpoint of the tenant is to be told.
    fileprivate let isAwaited: Bool

    fileprivate var end: Instant { view.key.expiresAt ?? view.now }

    func event(_ kind: WebhookEvent.Kind) -> WebhookEvent? {
        isAwaited ? WebhookEvent(kind, view.body) : nil
    }
}

extension Platform {
    /// Those that are due, in the order in which they expire. People and usage are looked up for events alone.
    func keys(
        _ due: Reply<[ID<APIKey>]>,
        _ isAwaited: Reply<Bool>,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> [DueKey] {
        let ids = try await transaction.result(due)
        guard !ids.isEmpty else { return [] }
        let isAwaited = try await transaction.result(isAwaited)
        let found = transaction.keys(ids)
        let usage = isAwaited ? transaction.usage(of: ids, over: locked.usageWindow) : nil
        let stored = try await transaction.result(found)
        var people: [ID<User>: User] = [:]
        var usages = KeyUsages()
        if let usage {
            people = try await transaction.result(
                transaction.people(stored.reduce(into: []) { $0.formUnion($1.people) })
            )
            usages = try await transaction.result(usage)
        }
        return try stored.map { stored in
            let view = KeyView(key: try stored.named(people), usage: usages[stored.id], now: locked.now)
            return DueKey(view: view, isAwaited: isAwaited)
        }
        .sorted { ($0.end, $0.view.key.id) < ($1.end, $1.view.key.id) }
    }
}
