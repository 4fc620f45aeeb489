package import Domain
internal import Store

/// Whether somebody has a second factor, and how many recovery codes they have left.
package struct ReadSecondFactor: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ call: Call) async throws -> SecondFactorState {
        try call.actor.requireOwnProof()
        let user = call.actor.user.id
        let (factor, codesLeft) = try await platform.database.readPerson(user) { person in
            (person.secondFactor(of: user), person.countRecoveryCodes(of: user))
        }
        guard let confirmedAt = factor?.confirmedAt else { return .none }
        return SecondFactorState(createdAt: confirmedAt, recoveryCodesLeft: codesLeft)
    }
}

/// How it is with somebody's second factor.
package struct SecondFactorState: Replayable {
    /// Nil when there is none; one that was not confirmed is none.
    let createdAt: Instant?
    let recoveryCodesLeft: Int

    static let none = SecondFactorState(createdAt: nil, recoveryCodesLeft: 0)

    package var body: JSON {
        [
            "enabled": .bool(createdAt != nil), "created_at": createdAt.map { .string($0.description) } ?? nil,
            "recovery_codes_left": .integer(Int64(recoveryCodesLeft)),
        ]
    }

    package var eTag: String? { nil }
}
