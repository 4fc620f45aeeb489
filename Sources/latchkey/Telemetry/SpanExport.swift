import Outbound
import Telemetry
import Traces

/// How spans leave this process: who records them, and who sends them.
struct SpanExport: Sendable {
    let tracer: SamplingTracer
    let exporter: SpanExporter

    /// Nil where nobody asked for traces.
    init?(_ installation: Installation, _ metrics: Metrics) {
        guard let settings = installation.settings.tracing else { return nil }
        let queue = SpanQueue()
        tracer = SamplingTracer(sampler: settings.sampler, queue: queue)
        exporter = SpanExporter(
            url: settings.collector,
            service: settings.serviceName,
            version: Release.version,
            queue: queue,
            metrics: metrics,
            logger: installation.logger
        )
    }
}
