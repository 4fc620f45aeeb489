package import Domain
internal import Store

/// What a change of a key would have refused of its last seven days. Changes nothing, so it asks for no reason and
/// remembers nothing: asked twice, it looks twice.
package struct PreviewKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: what is thought of. Read when the actor may, and the key is there.
    package func callAsFunction(
        _ id: ID<APIKey>,
        _ read: () throws -> PreviewDraft,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> KeyPreview {
        let approach = try await platform.approachKeys(.keyRead, of: tenant, for: call)
        let draft = Result { try read() }
        let (found, policy, group, window) = try await platform.read(approach) { transaction in
            (
                transaction.key(id), transaction.policy(), transaction.group((try? draft.get())?.edit.groupID),
                transaction.usageWindow()
            )
        }
        let stored = try found.found
        let span = PreviewSpan(until: window.now)
        let (people, use, usage) = try await platform.database.readTenant(tenant) { transaction in
            (
                transaction.people(stored.people), transaction.observedUse(of: id, since: span.since),
                transaction.usage(of: [id], over: window)
            )
        }
        let (action, change) = try draft.get().validated(for: stored.named(people), under: policy, group: group)
        return KeyPreview(
            action: action,
            span: span,
            radius: BlastRadius(change, of: use),
            lastUsedAt: usage[id].lastUsedAt
        )
    }
}

/// What is looked back on: this hour, and seven days of whole hours before it.
package struct PreviewSpan: Sendable {
    package let since: Instant
    package let until: Instant

    init(until now: Instant) {
        since = UsageInterval.hour.start(of: now) - UsageRange.previewed
        until = now
    }
}

/// What a change of a key would have refused.
package struct KeyPreview: Sendable {
    let action: PreviewDraft.Action
    let span: PreviewSpan
    let radius: BlastRadius
    let lastUsedAt: Instant?
}
