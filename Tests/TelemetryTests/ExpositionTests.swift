import Synchronization
import TestSupport
import Testing

@testable import Telemetry

@Suite("What metrics look like to a scraper")
struct ExpositionTests {
    @Test("counters, gauges and histograms, each with its help and type")
    func text() {
        let written = String(decoding: filled().write(as: .text), as: UTF8.self)
        #expect(
            written == """
                # HELP jobs_total What was done
                # TYPE jobs_total counter
                jobs_total{kind="good"} 3.0
                jobs_total{kind="bad \\"\\\\\\n"} 0.0
                # HELP room_bytes A \\\\ and a "quote"\\nand a line
                # TYPE room_bytes gauge
                room_bytes -1.5
                # HELP wait_seconds How long
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.001"} 1
                wait_seconds_bucket{le="0.01"} 3
                wait_seconds_bucket{le="+Inf"} 4
                wait_seconds_sum 2.012
                wait_seconds_count 4

                """
        )
    }

    @Test("in OpenMetrics a family of counters is named without its ending, and the end is marked")
    func openMetrics() {
        let written = String(decoding: filled().write(as: .openMetrics), as: UTF8.self)
        #expect(written.hasPrefix("# HELP jobs What was done\n# TYPE jobs counter\njobs_total{"))
        #expect(written.hasSuffix("wait_seconds_count 4\n# EOF\n"))
    }

    @Test(
        "Prometheus' own parser reads both",
        arguments: [("text", Exposition.Format.text), ("openmetrics", .openMetrics)]
    )
    func parsed(_ name: String, _ format: Exposition.Format) async throws {
        try await ContractTools.run("python", ["metrics.py", name], input: filled().write(as: format))
    }

    @Test("what is not known is left out, and its family with it")
    func unknown() {
        let metrics = Metrics()
        metrics.gauge("nothing", "Nothing") { nil }
        #expect(metrics.write(as: .text).isEmpty)
    }

    @Test("a gauge is read when somebody asks, not before")
    func gauge() {
        let metrics = Metrics()
        let level = Atomic(1)
        metrics.gauge("level", "A level") { Double(level.load(ordering: .relaxed)) }
        level.store(7, ordering: .relaxed)
        #expect(String(decoding: metrics.write(as: .text), as: UTF8.self).hasSuffix("level 7.0\n"))
    }

    @Test(
        "OpenMetrics is answered to whoever likes it as well as text",
        arguments: [
            (nil, Exposition.Format.text), ("", .text), ("*/*", .text), ("text/plain", .text), ("nonsense", .text),
            ("application/openmetrics-text", .openMetrics),
            ("application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", .openMetrics),
            ("text/plain;q=0.9, application/openmetrics-text; q=0.5", .text),
            ("application/openmetrics-text;q=0", .text), ("application/openmetrics-text;q=x", .text),
        ]
    )
    func negotiation(_ accept: String?, _ format: Exposition.Format) {
        #expect(Exposition.Format(accepting: accept) == format)
    }

    private func filled() -> Metrics {
        let metrics = Metrics()
        metrics.counter("jobs_total", "What was done", Label("kind", "good")).add(3)
        _ = metrics.counter("jobs_total", "What was done", Label("kind", "bad \"\\\n"))
        metrics.gauge("room_bytes", "A \\ and a \"quote\"\nand a line") { -1.5 }
        let wait = metrics.histogram("wait_seconds", "How long", [.milliseconds(1), .milliseconds(10)])
        for time in [Duration.milliseconds(1), .milliseconds(2), .milliseconds(9), .seconds(2)] { wait.note(time) }
        return metrics
    }
}
