/// How many keys a tenant has, by stored facts: one that has expired, but has not been stamped so, still counts as open.
package struct KeyCounts: Hashable, Sendable {
    /// Ever created.
    package private(set) var total: Int
    /// Neither revoked nor stamped as expired.
    package private(set) var open: Int
    /// Those of `open` that are disabled.
    package private(set) var disabled: Int
    package private(set) var revoked: Int

    package init(total: Int = 0, open: Int = 0, disabled: Int = 0, revoked: Int = 0) {
        self.total = total
        self.open = open
        self.disabled = disabled
        self.revoked = revoked
    }

    /// Stamped as expired, and not revoked.
    package var expired: Int { total - open - revoked }

    package mutating func create() {
        total += 1
        open += 1
    }

    package mutating func disable() { disabled += 1 }

    package mutating func enable() { disabled -= 1 }

    /// A key that is not revoked yet.
    package mutating func revoke(wasOpen: Bool, wasDisabled: Bool) {
        revoked += 1
        guard wasOpen else { return }
        open -= 1
        if wasDisabled { disabled -= 1 }
    }

    /// Stamps open keys as expired; `disabled` of them were disabled.
    package mutating func expire(_ count: Int, disabled: Int) {
        open -= count
        self.disabled -= disabled
    }
}
