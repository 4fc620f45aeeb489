/// What a tenant asks for when its key limit is too low, and what staff made of it.
package struct LimitRequest: Hashable, Sendable, Identified {
    package static let idPrefix = "lrq"

    package let id: ID<LimitRequest>
    package let tenant: ID<Tenant>
    package let requestedLimit: Int
    package let reason: String
    package let createdAt: Instant
    package let createdBy: ID<User>
    package var decision: LimitDecision?

    package init(
        id: ID<LimitRequest>,
        tenant: ID<Tenant>,
        requestedLimit: Int,
        reason: String,
        createdAt: Instant,
        createdBy: ID<User>,
        decision: LimitDecision? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.requestedLimit = requestedLimit
        self.reason = reason
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.decision = decision
    }

    package enum Status: String, CaseIterable, Sendable {
        case pending = "PENDING"
        case approved = "APPROVED"
        case denied = "DENIED"
    }

    package var status: Status {
        guard let decision else { return .pending }
        return decision.grantedLimit == nil ? .denied : .approved
    }

    /// It changes once: when it is decided.
    package var version: Int { decision == nil ? 1 : 2 }

    /// Whoever asked, and whoever decided.
    package var people: Set<ID<User>> {
        var people: Set = [createdBy]
        if let decision { people.insert(decision.by) }
        return people
    }
}

/// What staff made of a request.
package struct LimitDecision: Hashable, Sendable {
    package let at: Instant
    package let by: ID<User>
    package let reason: String
    /// May be another number than was asked for; nil when the request was denied.
    package let grantedLimit: Int?

    package init(at: Instant, by: ID<User>, reason: String, grantedLimit: Int?) {
        self.at = at
        self.by = by
        self.reason = reason
        self.grantedLimit = grantedLimit
    }
}
