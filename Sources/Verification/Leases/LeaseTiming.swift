/// How often a lease is renewed, and for how long it lets memory be trusted. What others wait for a lease that is no longer
/// renewed has to be longer than `trust`: see ``Receipts``.
package struct LeaseTiming: Sendable {
    package var renewal: Duration
    /// From the moment at which the renewal was sent.
    package var trust: Duration

    package init(renewal: Duration = .milliseconds(250), trust: Duration = .seconds(1)) {
        self.renewal = renewal
        self.trust = trust
    }
}
