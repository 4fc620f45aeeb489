/// Which rows of a trail are asked for. Empty is all of them.
package struct AuditFilter: Equatable, Sendable {
    package var actor: ID<User>?
    /// Any of these; exactly as they are written.
    package var actions: [String]
    /// None of these; exactly as they are written.
    package var excludedActions: [String]
    /// The text of an id, such as a key's.
    package var object: String?
    /// From this instant on.
    package var from: Instant?
    /// Before this instant.
    package var to: Instant?

    package init(
        actor: ID<User>? = nil,
        actions: [String] = [],
        excludedActions: [String] = [],
        object: String? = nil,
        from: Instant? = nil,
        to: Instant? = nil
    ) {
        self.actor = actor
        self.actions = actions
        self.excludedActions = excludedActions
        self.object = object
        self.from = from
        self.to = to
    }

    /// What a cursor of the list is bound to.
    package var name: String {
        let parts = [
            actor?.description, actions.list, excludedActions.list, object, from?.microsecondText, to?.microsecondText,
        ]
        return parts.map { $0 ?? "-" }.joined(separator: " ")
    }
}

extension [String] {
    fileprivate var list: String? { isEmpty ? nil : joined(separator: ",") }
}

extension Instant {
    fileprivate var microsecondText: String { String(microseconds) }
}
