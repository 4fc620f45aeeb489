/// A run of attempts that failed, without one between them that did not.
package struct FailureRun: Equatable, Sendable {
    package let failures: Int
    /// When the first of them failed.
    package let since: Instant

    package init(failures: Int, since: Instant) {
        self.failures = failures
        self.since = since
    }

    package static let fewest = 10
    package static let shortest = Duration.seconds(3 * 86_400)

    /// Whether it has gone on for so long that nobody can be taken to be there: not for one bad minute with many events, nor for
    /// few events of which each came at a bad minute.
    package func isHopeless(at now: Instant) -> Bool {
        failures >= Self.fewest && now - since >= Self.shortest
    }
}

extension WebhookEndpoint {
    package var failureRun: FailureRun? {
        failingSince.map { FailureRun(failures: failures, since: $0) }
    }

    /// Whoever is there now has not failed yet.
    mutating func forgetFailures() {
        failures = 0
        failingSince = nil
    }

    package func isHopeless(at now: Instant) -> Bool {
        failureRun?.isHopeless(at: now) ?? false
    }
}
