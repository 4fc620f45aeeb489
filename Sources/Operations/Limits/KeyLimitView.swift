package import Domain

/// "2 of 10": how many keys a tenant may have, how many it has, and whether it has asked for more.
package struct KeyLimitView: Sendable {
    private let facts: LimitFacts
    private let pending: LimitRequestView?

    init(facts: LimitFacts, pending: LimitRequest?, people: [ID<User>: User]) {
        self.facts = facts
        self.pending = pending.map { LimitRequestView(request: $0, facts: facts, people: people) }
    }
}

extension KeyLimitView: Replayable {
    /// The tenant's version, of which the limit is a part. What is in use is outside it.
    package var eTag: String? { "\"\(facts.version)\"" }

    package var body: JSON {
        [
            "limit": .integer(Int64(facts.limit)), "used": .integer(Int64(facts.used)),
            // Nothing is taken away from a tenant whose limit was lowered below what it has.
            "remaining": .integer(Int64(max(0, facts.limit - facts.used))),
            "pending_request": pending?.body ?? nil,
        ]
    }
}
