internal import AsyncHTTPClient
internal import Domain
package import Logging
internal import NIOCore
internal import NIOHTTP1
internal import ServiceLifecycle
package import Telemetry
package import Traces

/// Sends spans to the operator's collector, as OTLP over HTTP in JSON: a batch at a time, at least once a second, and a last
/// time when it is asked to end. A collector that is away holds up nobody: what does not fit into the queue is dropped.
///
/// The collector is the operator's own choice, so it may be on a private address and without TLS.
package struct SpanExporter: Service {
    private let url: String
    private let service: String
    private let version: String
    private let queue: SpanQueue
    private let interval: Duration
    private let patience: Duration
    private let exported: Counter
    private let logger: Logger

    /// - Parameters:
    ///   - url: `OTEL_EXPORTER_OTLP_ENDPOINT`, to which `/v1/traces` is added.
    ///   - patience: for one answer, and for the last batches.
    package init(
        url: String,
        service: String,
        version: String,
        queue: SpanQueue,
        interval: Duration = .seconds(1),
        patience: Duration = .seconds(1),
        metrics: Metrics = Metrics(),
        logger: Logger
    ) {
        self.url = (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/v1/traces"
        self.service = service
        self.version = version
        self.queue = queue
        self.interval = interval
        self.patience = patience
        self.logger = logger
        exported = metrics.counter("latchkey_spans_exported_total", "Spans that the collector took")
        metrics.counter("latchkey_spans_dropped_total", "Spans that the collector did not take") {
            Double(queue.dropped)
        }
        metrics.gauge("latchkey_spans_waiting", "Spans that wait to be exported") { Double(queue.waiting) }
    }

    package func run() async throws {
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPClient.Configuration(redirectConfiguration: .disallow)
        )
        try? await cancelWhenGracefulShutdown { try await exportAll(by: client) }
        await sendWaiting(by: client)
        queue.drop(queue.waiting)
        try await client.shutdown()
    }

    private func exportAll(by client: HTTPClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await Task.sleep(for: interval)
                    queue.wakeUp()
                }
            }
            group.addTask {
                var isFailing = false
                for await _ in queue.wakes {
                    let failure = await sendWaiting(by: client)
                    try Task.checkCancellation()
                    tell(of: failure, wasFailing: isFailing)
                    isFailing = failure != nil
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func tell(of failure: String?, wasFailing: Bool) {
        if let failure, !wasFailing {
            logger.warning("the collector does not take spans, and is tried again", metadata: ["reason": "\(failure)"])
        } else if failure == nil, wasFailing {
            logger.notice("the collector takes spans again")
        }
    }

    /// - Returns: why not all were sent.
    @discardableResult
    private func sendWaiting(by client: HTTPClient) async -> String? {
        while true {
            let spans = queue.take()
            guard !spans.isEmpty else { return nil }
            switch await send(spans, by: client) {
            case .taken:
                exported.add(spans.count)
            case .refused(let reason):
                queue.drop(spans.count)
                return reason
            case .unavailable(let reason):
                queue.putBack(spans)
                return reason
            }
        }
    }

    private enum Outcome {
        case taken
        case refused(String)
        case unavailable(String)
    }

    private func send(_ spans: [FinishedSpan], by client: HTTPClient) async -> Outcome {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        let document = SpanDocument.make(of: spans, service: service, version: version)
        request.body = .bytes(ByteBuffer(bytes: document.encoded()))
        do {
            let timeout = TimeAmount.nanoseconds(Int64(patience / .nanoseconds(1)))
            let response = try await client.execute(request, timeout: timeout)
            // Read, so that the connection can be kept.
            _ = try? await response.body.collect(upTo: 64 << 10)
            switch response.status.code {
            case 200..<300: return .taken
            case 429, 502, 503, 504: return .unavailable("it answers \(response.status.code)")
            default: return .refused("it answers \(response.status.code)")
            }
        } catch {
            return .unavailable("\(type(of: error))")
        }
    }
}
