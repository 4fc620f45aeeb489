package import Domain

/// A request for a higher limit as it is shown, beside the limit as it is now.
package struct LimitRequestView: Sendable {
    package let request: LimitRequest
    private let facts: LimitFacts
    private let people: [ID<User>: User]

    init(request: LimitRequest, facts: LimitFacts, people: [ID<User>: User]) {
        self.request = request
        self.facts = facts
        self.people = people
    }
}

extension LimitRequestView: Replayable {
    package var eTag: String? { "\"\(request.version)\"" }

    package var body: JSON {
        let decision = request.decision
        return [
            "id": .string(request.id.description), "tenant_id": .string(request.tenant.description),
            "tenant": ["id": .string(facts.tenant.id.description), "name": .string(facts.tenant.name)],
            "requested_limit": .integer(Int64(request.requestedLimit)), "reason": .string(request.reason),
            "status": .string(request.status.rawValue), "created_at": .string(request.createdAt.description),
            "created_by": person(request.createdBy), "decided_at": JSON(decision?.at),
            "decided_by": person(decision?.by), "decision_reason": JSON(decision?.reason),
            "granted_limit": decision?.grantedLimit.map { .integer(Int64($0)) } ?? nil,
            "current_limit": .integer(Int64(facts.limit)), "used": .integer(Int64(facts.used)),
        ]
    }

    private func person(_ id: ID<User>?) -> JSON {
        guard let user = id.flatMap({ people[$0] }) else { return .null }
        return ["id": .string(user.id.description), "name": .string(user.name)]
    }
}

extension LimitRequest {
    /// What the audit trail keeps of a request.
    var audited: JSON {
        [
            "requested_limit": .integer(Int64(requestedLimit)), "status": .string(status.rawValue),
            "granted_limit": decision?.grantedLimit.map { .integer(Int64($0)) } ?? nil,
        ]
    }
}
