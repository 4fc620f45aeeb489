package import Domain
internal import Outbound
internal import Store

/// Sends what was claimed, outside of any transaction, and keeps what came of it in another.
package struct DeliverWebhook: Sendable {
    private let platform: Platform
    private let agent: String
    private let patience: Duration

    /// - Parameters:
    ///   - agent: what it says in `User-Agent`.
    ///   - patience: for one attempt.
    package init(platform: Platform, agent: String, patience: Duration = .seconds(15)) {
        self.platform = platform
        self.agent = agent
        self.patience = patience
    }

    /// - Returns: what came of it; nil when it was not sent, or not to its end, and is left to others.
    package func callAsFunction(_ ready: ReadyDelivery) async throws -> DeliveryAttempt? {
        // A process that slept, or waited for long: somebody else may be sending it by now.
        guard ready.remaining > .zero else { return nil }
        guard let (attempt, retryAfter) = await send(ready) else {
            // As if it had not been tried, since the endpoint has done nothing wrong.
            try await release(ready, until: ready.now + Self.postponement)
            return nil
        }
        if Task.isCancelled, attempt.outcome != .delivered {
            try await release(ready, until: ready.now)
            return nil
        }
        try await record(attempt, of: ready, retryAfter: retryAfter)
        return attempt
    }

    /// Nil when it was not sent, for a reason of our own.
    private func send(_ ready: ReadyDelivery) async -> (DeliveryAttempt, retryAfter: Duration?)? {
        let (claim, endpoint) = (ready.claim, ready.endpoint)
        let at = ready.now
        let started = ContinuousClock.now
        guard let headers = try? headers(of: claim, to: endpoint, at: at) else {
            return (.withoutSecret(number: claim.attempt, at: at), nil)
        }
        let report = await Outbound.$caller.withValue(claim.tenant.description) {
            await post(Array(claim.body.utf8), headers, to: endpoint.url)
        }
        guard let outcome = DeliveryOutcome(report) else { return nil }
        let attempt = DeliveryAttempt(
            number: claim.attempt,
            at: at,
            tookMilliseconds: Int(started.duration(to: .now) / .milliseconds(1)),
            outcome: outcome,
            address: report.address?.description,
            requestHeaders: HeaderLines(headers),
            answer: report.status.map { status in
                DeliveryAttempt.Answer(status: status, headers: .kept(of: report.headers), body: report.body)
            }
        )
        return (attempt, report.retryAfter)
    }

    private func headers(
        of claim: ClaimedDelivery,
        to endpoint: WebhookEndpoint,
        at now: Instant
    ) throws -> [(name: String, value: String)] {
        let (id, seconds) = (claim.event.description, now.microseconds / 1_000_000)
        let secrets = try platform.webhookSecrets.secrets(of: endpoint, at: now)
        return [
            ("content-type", "application/json"), ("user-agent", agent), ("webhook-id", id),
            ("webhook-timestamp", "\(seconds)"),
            ("webhook-signature", WebhookSignature.header(of: claim.body, id: id, at: seconds, with: secrets)),
        ]
    }

    private func post(
        _ body: [UInt8],
        _ headers: [(name: String, value: String)],
        to text: String
    ) async -> PostReport {
        guard let url = try? OutboundURL(text) else { return PostReport(failure: .invalidURL) }
        return await platform.webhooks.post(body, headers: headers, to: url, within: patience)
    }

    private func record(
        _ attempt: DeliveryAttempt,
        of ready: ReadyDelivery,
        retryAfter: Duration?
    ) async throws {
        let fate = attempt.fate(retryAfter: retryAfter, endedAt: ready.now, using: platform.entropy)
        let run = try await untilLapse(of: ready) {
            try await platform.database.onTenant(ready.claim.tenant) { transaction in
                try await transaction.result(
                    try transaction.record(attempt, of: ready.claim, to: ready.endpoint.url, as: fate)
                )
            }
        }
        let isHopeless = run?.isHopeless(at: ready.now) ?? false
        guard isHopeless || attempt.outcome == .gone else { return }
        let reason = attempt.outcome == .gone ? WebhookEndpoint.Reason.gone : .failing
        try await DisableFailingEndpoint(platform: platform)(ready.endpoint, because: reason)
    }

    /// How long what was not sent for a reason of our own waits.
    private static let postponement = Duration.seconds(5)

    private func release(_ ready: ReadyDelivery, until then: Instant) async throws {
        // Not within the task, which is cancelled.
        try await Task {
            try await platform.database.onTenant(ready.claim.tenant) { transaction in
                transaction.release(ready.claim, until: then)
            }
        }.value
    }

    /// Nothing is lost when it cannot be written, but it is sent again; so it is tried for as long as nobody else may send.
    private func untilLapse<Result: Sendable>(
        of ready: ReadyDelivery,
        _ write: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        while true {
            do {
                return try await Task { try await write() }.value
            } catch {
                guard ready.remaining > .seconds(1), !Task.isCancelled else { throw error }
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }
}
