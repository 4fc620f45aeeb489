internal import Telemetry

/// What is told of counting.
struct UsageMetrics: Sendable {
    /// Counts for which there was no room.
    let lost: Counter
    /// How often there was no room to tell what a check asked for, or from where: a check may come to two.
    let untold: Counter
    private let failures: Counter
    private let rounds: Histogram

    init(_ metrics: Metrics, _ meter: UsageMeter) {
        lost = metrics.counter("latchkey_usage_lost_total", "Counts that there was no room for while none were written")
        untold = metrics.counter(
            "latchkey_usage_details_untold_total",
            "Scopes and addresses of checks that there was no room for, so that previews do not know them"
        )
        failures = metrics.counter("latchkey_usage_flush_failures_total", "Rounds that did not write all of the usage")
        rounds = metrics.histogram(
            "latchkey_usage_flush_duration_seconds",
            "What a round of writing usage took",
            .requests
        )
        metrics.gauge("latchkey_usage_totals", "Totals of usage in memory") { Double(meter.totals) }
        metrics.gauge("latchkey_usage_detail_totals", "Totals of scopes and addresses in memory") {
            Double(meter.detailTotals)
        }
    }

    func flushed(_ isWritten: Bool, in time: Duration) {
        rounds.note(time)
        if !isWritten { failures.add() }
    }
}
