import Domain
import Logging
import Outbound
import ServiceLifecycle
import Synchronization
import Telemetry
import TestSupport
import Testing
import Tracing

@testable import Traces

@Suite("Spans on their way to a collector", .timeLimit(.minutes(2)))
struct ExportTests {
    @Test("spans within spans reach the collector, below the caller's, in OTLP's own schema")
    func reachesCollector() async throws {
        try await withStubServer { _ in
            StubServer.Answer(body: "{}")
        } body: { collector in
            let queue = SpanQueue()
            let tracer = SamplingTracer(sampler: Sampler(ratio: 0, followsParent: true), queue: queue)
            let caller = try #require(TraceContext(traceparent: Self.sampled))
            try await exporting(queue, to: collector) {
                var context = ServiceContext.topLevel
                context.trace = caller
                let server = tracer.startSpan("GET /v1/me", context: context, ofKind: .server)
                await ServiceContext.withValue(server.context) {
                    await inSpan("outer", .internal, ["n": 1, "d": 0.5, "b": true, "s": "text"]) {
                        beginSpan("inner", .client)?.end()
                    }
                    _ = try? await inSpan("failing") { throw Failure(.conflict, "hunter2") }
                }
                server.end()
            }
            let sent = try collector.spans()
            #expect(sent.map(\.name) == ["inner", "outer", "failing", "GET /v1/me"])
            #expect(Set(sent.map(\.trace)) == [caller.trace.description])
            #expect(sent[3].parent == caller.span.description)
            #expect(sent[1].parent == sent[3].span && sent[0].parent == sent[1].span)
            let bodies = collector.requests.map(\.body).joined(separator: "\n")
            #expect(!bodies.contains("hunter2"))
            #expect(collector.requests.allSatisfy { $0.path == "/v1/traces" })
            try await ContractTools.run("python", ["traces.py"], input: Array(bodies.utf8))
        }
    }

    @Test("what nobody asked for is not recorded")
    func unsampled() async {
        let queue = SpanQueue()
        let tracer = SamplingTracer(sampler: Sampler(ratio: 1, followsParent: true), queue: queue)
        var context = ServiceContext.topLevel
        context.trace = TraceContext(traceparent: Self.sampled.dropLast(2) + "00")
        let server = tracer.startSpan("a", context: context, ofKind: .server)
        await ServiceContext.withValue(server.context) {
            #expect(beginSpan("b") == nil)
            await inSpan("c") { #expect(TraceContext.current?.isSampled == false) }
        }
        server.end()
        #expect(queue.take().isEmpty)
        #expect(beginSpan("outside of any trace") == nil)
    }

    @Test("a ratio records that share of the traces that begin here", arguments: [0, 0.25, 1.0])
    func ratio(_ ratio: Double) {
        let queue = SpanQueue(capacity: 10_000, batch: 10_000)
        let sampler = Sampler(ratio: ratio, followsParent: true)
        let tracer = SamplingTracer(sampler: sampler, queue: queue, entropy: .seeded(7))
        for _ in 0..<4000 { tracer.startSpan("a", context: .topLevel, ofKind: .server).end() }
        #expect(abs(Double(queue.take().count) / 4000 - ratio) < 0.05)
    }

    @Test("a collector that is away gets them when it is back, and what does not fit is dropped and counted")
    func awayForAWhile() async throws {
        let isAway = Atomic(true)
        let answer: StubServer.Respond = { _ in
            StubServer.Answer(status: isAway.load(ordering: .relaxed) ? 503 : 200, body: "{}")
        }
        try await withStubServer(answer) { collector in
            let queue = SpanQueue(capacity: 3)
            let tracer = SamplingTracer(sampler: Sampler(ratio: 1, followsParent: true), queue: queue)
            try await exporting(queue, to: collector) {
                for number in 1...5 { tracer.startSpan("\(number)", context: .topLevel, ofKind: .server).end() }
                let isTriedAgain = try await eventually { collector.requests.count > 1 }
                #expect(isTriedAgain)
                isAway.store(false, ordering: .relaxed)
                let isSent = try await eventually { queue.waiting == 0 }
                #expect(isSent)
            }
            #expect(queue.dropped == 2)
            let names = try collector.spans().map(\.name)
            #expect(names.suffix(3) == ["1", "2", "3"])
        }
    }

    private static let sampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    /// Ends in order, so that all is sent.
    private func exporting(
        _ queue: SpanQueue,
        to collector: StubServer,
        _ body: () async throws -> Void
    ) async throws {
        let exporter = SpanExporter(
            url: collector.url,
            service: "latchkey",
            version: "1",
            queue: queue,
            interval: .milliseconds(20),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        )
        let group = ServiceGroup(services: [exporter], logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            defer { tasks.cancelAll() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
