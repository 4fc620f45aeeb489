/// Whether a presented key may do what it is about to do. Pure: what was found, and whether the secret matched, are given.
package enum Check {
    /// What a gateway asks.
    package struct Question: Sendable {
        package var scopes: [String]
        /// Without one, a key with an allowlist is refused.
        package var ip: IPAddress?
        /// Without one, none is checked.
        package var environment: Environment?

        package init(scopes: [String] = [], ip: IPAddress? = nil, environment: Environment? = nil) {
            self.scopes = scopes
            self.ip = ip
            self.environment = environment
        }
    }

    /// What is known of the key whose kid was presented.
    package struct Facts: Sendable {
        package var secret: SecretMatch
        package var isSuspended: Bool
        package var revokedAt: Instant?
        package var expiresAt: Instant?
        package var disabledAt: Instant?
        package var environment: Environment
        package var ipAllowlist: [IPNetwork]
        /// A list: there are few, and this is made for every check.
        package var scopes: [String]

        package init(
            secret: SecretMatch,
            isSuspended: Bool,
            revokedAt: Instant?,
            expiresAt: Instant?,
            disabledAt: Instant?,
            environment: Environment,
            ipAllowlist: [IPNetwork],
            scopes: [String]
        ) {
            self.secret = secret
            self.isSuspended = isSuspended
            self.revokedAt = revokedAt
            self.expiresAt = expiresAt
            self.disabledAt = disabledAt
            self.environment = environment
            self.ipAllowlist = ipAllowlist
            self.scopes = scopes
        }
    }

    /// Which of the key's secrets was presented.
    package enum SecretMatch: Hashable, Sendable {
        case none
        case current
        /// One that a rotation replaced; half-open.
        case previous(validUntil: Instant)
    }

    package struct Answer: Equatable, Sendable {
        package let verdict: Verdict
        /// In the order asked; empty unless INSUFFICIENT_SCOPE.
        package let missingScopes: [String]
    }

    /// `key` is nil when malformed, `facts` when nobody has its kid. `admit` counts against the rate limit, and is asked
    /// only when nothing else stands in the way.
    package static func answer(
        _ question: Question,
        key: KeyString?,
        facts: Facts?,
        now: Instant,
        admit: () -> Bool
    ) -> Answer {
        if let refusal = refusal(question, key: key, facts: facts, now: now) {
            return Answer(verdict: refusal, missingScopes: [])
        }
        guard question.scopes.allSatisfy({ facts?.scopes.contains($0) == true }) else {
            let missing = question.scopes.filter { facts?.scopes.contains($0) != true }
            return Answer(verdict: .insufficientScope, missingScopes: unique(missing))
        }
        return Answer(verdict: admit() ? .valid : .rateLimited, missingScopes: [])
    }

    /// Everything that comes before scopes and rate.
    private static func refusal(_ question: Question, key: KeyString?, facts: Facts?, now: Instant) -> Verdict? {
        guard key != nil else { return .malformed }
        guard let facts, facts.secret != .none else { return .unknown }
        if facts.isSuspended { return .suspended }
        if facts.revokedAt != nil { return .revoked }
        if case .previous(let validUntil) = facts.secret, validUntil <= now { return .rotated }
        if let expiresAt = facts.expiresAt, expiresAt <= now { return .expired }
        if facts.disabledAt != nil { return .disabled }
        if let environment = question.environment, environment != facts.environment { return .wrongEnvironment }
        return allows(question.ip, by: facts.ipAllowlist) ? nil : .ipNotAllowed
    }

    private static func allows(_ ip: IPAddress?, by allowlist: [IPNetwork]) -> Bool {
        allowlist.isEmpty || ip.map { ip in allowlist.contains { $0.contains(ip) } } == true
    }

    private static func unique(_ scopes: [String]) -> [String] {
        var seen: Set<String> = []
        return scopes.filter { seen.insert($0).inserted }
    }
}
