/// How long to wait before each attempt to start a server that stopped by itself, and when to give up.
package struct Backoff: Sendable {
    /// The first wait; each that follows is twice as long, up to `longest`.
    let first: Duration
    let longest: Duration
    /// Since the server stopped; an attempt that fails later than that was the last.
    let patience: Duration

    package init(
        first: Duration = .milliseconds(100),
        longest: Duration = .seconds(5),
        patience: Duration = .seconds(60)
    ) {
        self.first = first
        self.longest = longest
        self.patience = patience
    }

    func delay(after previous: Duration) -> Duration {
        min(previous * 2, longest)
    }
}
