package import Domain
internal import Store

/// Takes what is due for an endpoint, in one short transaction that ends before anything is sent, and without the tenant's lock.
///
/// Whoever dies meanwhile, or sleeps, loses the claim when it lapses; another worker takes the delivery then.
package struct ClaimDeliveries: Sendable {
    private let platform: Platform
    private let lapse: Duration

    /// - Parameter lapse: how long a claim holds: longer than sending may take.
    package init(platform: Platform, lapse: Duration = .seconds(20)) {
        self.platform = platform
        self.lapse = lapse
    }

    /// Nothing for an endpoint that is disabled or gone. While it fails, one at a time.
    package func callAsFunction(_ due: DueEndpoint, atMost limit: Int) async throws -> [ReadyDelivery] {
        let begun = ContinuousClock.now
        return try await platform.database.onTenant(due.tenant) { transaction in
            let now = try await transaction.result(transaction.time())
            let claims = transaction.claimDeliveries(to: due.endpoint, at: now, until: now + lapse, limit: limit)
            // Only now: nothing that happened after its URL or secret was changed goes to the old one.
            let stored = transaction.webhookEndpoint(due.endpoint)
            guard let endpoint = try await transaction.result(stored) else { return [] }
            return try await transaction.result(claims).map { claim in
                ReadyDelivery(claim: claim, endpoint: endpoint, claimedAt: now, begun: begun, lapse: lapse)
            }
        }
    }
}

/// What was claimed, and all that sending it takes.
package struct ReadyDelivery: Sendable {
    package let claim: ClaimedDelivery
    let endpoint: WebhookEndpoint
    /// By the database's clock.
    fileprivate let claimedAt: Instant
    /// The same moment or earlier, on a clock that runs while the process sleeps.
    fileprivate let begun: ContinuousClock.Instant
    fileprivate let lapse: Duration

    fileprivate init(
        claim: ClaimedDelivery,
        endpoint: WebhookEndpoint,
        claimedAt: Instant,
        begun: ContinuousClock.Instant,
        lapse: Duration
    ) {
        self.claim = claim
        self.endpoint = endpoint
        self.claimedAt = claimedAt
        self.begun = begun
        self.lapse = lapse
    }

    /// The database's time, without asking it again.
    var now: Instant { claimedAt + begun.duration(to: .now) }

    /// How long the claim holds yet, at least.
    var remaining: Duration { lapse - begun.duration(to: .now) }
}
