package import Domain
package import Store

/// Decides whether a presented key may do what it is about to do.
///
/// A key that is not well-formed is refused at once. For all others the facts come from the database, at every check;
/// what is decided from them is decided here, at one moment, without waiting for anything.
package struct Verifier: Sendable {
    private let reader: KeyReader
    private let peppers: Peppers
    private let limiter: RateLimiter
    private let meter: UsageMeter

    /// - Parameter meter: counts every check whose secret matches.
    package init(database: Database, peppers: Peppers, meter: UsageMeter) {
        self.init(reader: KeyReader(database), peppers: peppers, limiter: RateLimiter(), meter: meter)
    }

    init(reader: KeyReader, peppers: Peppers, limiter: RateLimiter, meter: UsageMeter) {
        self.reader = reader
        self.peppers = peppers
        self.limiter = limiter
        self.meter = meter
    }

    /// When the verdict is there.
    enum Verification: Sendable {
        case now(Outcome)
        case later(@Sendable () async throws -> Outcome)
    }

    struct Outcome: Sendable {
        let verdict: Verdict
        let missingScopes: [String]
        /// The key, once the secret matched; before that nothing is told of it.
        let key: VerifiableKey?
        /// What its rate limit says, when it has one and nothing else stood in the way.
        let rate: RateReading?
    }

    func verify(_ presented: String, _ question: Check.Question) -> Verification {
        guard let string = KeyString.parse(presented) else {
            return .now(Outcome(verdict: .malformed, missingScopes: [], key: nil, rate: nil))
        }
        return .later {
            decide(question, string, try await reader.find(string))
        }
    }

    private func decide(_ question: Check.Question, _ string: KeyString, _ finding: KeyFinding) -> Outcome {
        let key = match(string, finding.key)
        var rate: RateReading?
        let answer = Check.answer(question, key: string, facts: key.map { facts($0, finding) }, now: finding.now) {
            rate = key.flatMap(count(against:))
            return rate?.isAdmitted != false
        }
        if let key { meter.count(answer.verdict, of: key.id, in: key.tenant, at: finding.now) }
        return Outcome(verdict: answer.verdict, missingScopes: answer.missingScopes, key: key, rate: rate)
    }

    /// The key, if the secret is its own. Takes as long when it is not, and when there is no key.
    private func match(_ string: KeyString, _ key: VerifiableKey?) -> VerifiableKey? {
        guard let key else {
            peppers.matchesNothing(string)
            return nil
        }
        return peppers.matches(string, key.digest) ? key : nil
    }

    private func facts(_ key: VerifiableKey, _ finding: KeyFinding) -> Check.Facts {
        Check.Facts(
            secret: key.secretValidUntil.map(Check.SecretMatch.previous(validUntil:)) ?? .current,
            isSuspended: finding.isSuspended,
            revokedAt: key.revokedAt,
            expiresAt: key.expiresAt,
            disabledAt: key.disabledAt,
            environment: key.environment,
            ipAllowlist: key.ipAllowlist,
            scopes: Set(key.scopes)
        )
    }

    /// Nil for a key without a limit, which costs nothing.
    private func count(against key: VerifiableKey) -> RateReading? {
        key.rateLimit.map { limiter.step(key.id, $0) }
    }
}
