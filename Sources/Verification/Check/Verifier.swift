internal import Domain
internal import Store
internal import Traces

/// Decides whether a presented key may do what it is about to do.
///
/// A key that is not well-formed is refused at once, and one in memory is decided on at once while the lease is trusted. For
/// all others the facts come from the database. What is decided from them is decided here, at one moment, without waiting for
/// anything.
struct Verifier: Sendable {
    private let memory: KeyMemory
    private let fills: KeyFills
    private let peppers: Peppers
    private let limiter: RateLimiter
    private let meter: UsageMeter

    /// - Parameter meter: counts every check whose secret matches.
    init(memory: KeyMemory, fills: KeyFills, peppers: Peppers, limiter: RateLimiter, meter: UsageMeter) {
        self.memory = memory
        self.fills = fills
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
        let known: CachedKey?
        /// What its rate limit says, when it has one and nothing else stood in the way.
        let rate: RateReading?

        var key: VerifiableKey? { known?.facts }
    }

    /// To be asked once the check's bytes have arrived: it is judged by what holds from here on.
    func verify(_ presented: String, _ question: Check.Question) -> Verification {
        guard let string = KeyString.parse(presented) else {
            return .now(Outcome(verdict: .malformed, missingScopes: [], known: nil, rate: nil))
        }
        let now = memory.clock.now()
        if memory.lease.isTrusted(at: now), let key = memory.cache.find(string.kid) {
            return .now(decide(question, string, key, now: memory.lease.time(at: now)))
        }
        return .later {
            let finding = try await inSpan("fill") { try await fills.find(string.kid) }
            return decide(question, string, finding.key, now: finding.time(at: memory.clock.now()))
        }
    }

    private func decide(_ question: Check.Question, _ string: KeyString, _ cached: CachedKey?, now: Instant) -> Outcome
    {
        let now = cached.map { max($0.notBefore, now) } ?? now
        let key = match(string, cached)
        var rate: RateReading?
        let facts = key.map { Check.Facts($0.facts, isSuspended: $0.isSuspended) }
        let answer = Check.answer(question, key: string, facts: facts, now: now) {
            rate = (key?.facts).flatMap(count(against:))
            return rate?.isAdmitted != false
        }
        if let key {
            if answer.verdict == .valid { key.usage.note(question, at: now) }
            key.usage.count(answer.verdict, at: now)
            meter.moves.offer(string, of: key.facts, to: peppers, claiming: key.usage)
        }
        return Outcome(verdict: answer.verdict, missingScopes: answer.missingScopes, known: key, rate: rate)
    }

    /// The key, if the secret is its own. Takes as long when it is not, and when there is no key.
    private func match(_ string: KeyString, _ key: CachedKey?) -> CachedKey? {
        guard let key else {
            peppers.matchesNothing(string)
            return nil
        }
        return peppers.matches(string, key.facts.digest) ? key : nil
    }

    /// Nil for a key without a limit, which costs nothing.
    private func count(against key: VerifiableKey) -> RateReading? {
        key.rateLimit.map { limiter.step(key.id, $0) }
    }
}

extension KeyFinding {
    /// Not before the database's own time.
    fileprivate func time(at moment: MonotonicInstant) -> Instant {
        now + (moment - askedAt)
    }
}

extension Check.Facts {
    fileprivate init(_ key: VerifiableKey, isSuspended: Bool) {
        self.init(
            secret: key.secretValidUntil.map(Check.SecretMatch.previous(validUntil:)) ?? .current,
            isSuspended: isSuspended,
            revokedAt: key.revokedAt,
            expiresAt: key.expiresAt,
            disabledAt: key.disabledAt,
            environment: key.environment,
            ipAllowlist: key.ipAllowlist,
            scopes: key.scopes
        )
    }
}
