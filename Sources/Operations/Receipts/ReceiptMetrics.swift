internal import Telemetry

/// What is told of receipts.
struct ReceiptMetrics: Sendable {
    private let complete: Histogram
    private let unknown: Histogram
    private let acknowledged: Counter
    private let lapsed: Counter

    init(_ metrics: Metrics) {
        (complete, unknown) = (Self.times("complete", metrics), Self.times("unknown", metrics))
        acknowledged = Self.verifiers("acknowledged", metrics)
        lapsed = Self.verifiers("lapsed", metrics)
    }

    func gathered(_ gathered: Receipts.Gathered, in time: Duration) {
        complete.note(time)
        acknowledged.add(gathered.acknowledged)
        lapsed.add(gathered.lapsed)
    }

    func gaveUp(after time: Duration) {
        unknown.note(time)
    }

    private static func times(_ outcome: String, _ metrics: Metrics) -> Histogram {
        metrics.histogram(
            "latchkey_receipt_duration_seconds",
            "From a tightening's commit until no verifier accepts what it ended, or until that was given up",
            .receipts,
            Label("outcome", outcome)
        )
    }

    private static func verifiers(_ how: String, _ metrics: Metrics) -> Counter {
        metrics.counter(
            "latchkey_receipt_verifiers_total",
            "Verifiers that receipts waited for, by how that ended",
            Label("how", how)
        )
    }
}
