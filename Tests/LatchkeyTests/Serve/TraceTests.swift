import Domain
import Foundation
import TestSupport
import Testing

extension ProgramTests {
    @Suite("latchkey serve: traces", .timeLimit(.minutes(3)))
    struct TraceTests {
        private static let trace = "0af7651916cd43dd8448eb211c80319c"
        private static let caller = "b7ad6b7169203331"
        private static let traceparent = "00-\(trace)-\(caller)-01"

        @Test("a caller's trace goes on through both listeners to the database, and tells a collector no secret")
        func reachesCollector() async throws {
            try await withStubServer { _ in
                StubServer.Answer(body: "{}")
            } body: { collector in
                try await withInstallation(seeded: true) { installation in
                    let installation = installation.with([
                        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "LATCHKEY_LOG_LEVEL": "info",
                    ])
                    let notes = try variables(in: installation.notes)
                    var secrets = notes.filter { $0.key.hasSuffix("_PASSWORD") || $0.key.hasSuffix("_EMAIL") }.map(
                        \.value
                    )
                    let log = try await installation.serving { server in
                        var job = MainJob(installation)
                        try await job.signIn("PARTNER")
                        let key = try await job.createKey()
                        secrets += [job.token, key.id, key.secret, job.tenant]
                        try await askWithinTrace(installation, job, key.secret)
                        let isThere = try await eventually {
                            let names = try Set(collector.spans().map(\.name))
                            return names.isSuperset(of: [
                                "GET /v1/tenants/{tenant}", "/v1/verify", "fill", "transaction",
                            ])
                        }
                        let names = try collector.spans().map(\.name)
                        #expect(isThere, "\(names)")
                        return server.log
                    }
                    try expectTree(collector.spans().filter { $0.trace == Self.trace })
                    let sent = collector.requests.map(\.body).joined(separator: "\n")
                    for secret in secrets { #expect(!sent.contains(secret)) }
                    let told = log.split(separator: "\n").filter { $0.contains("trace_id=\(Self.trace)") }
                    #expect(told.contains { $0.contains("route=/v1/tenants/{tenant}") }, "\(log)")
                    try await ContractTools.run("python", ["traces.py"], input: Array(sent.utf8))
                }
            }
        }

        @Test("without a collector nothing is recorded, and the log still says whose trace it is")
        func off() async throws {
            try await withInstallation(seeded: true) { installation in
                let installation = installation.with(["LATCHKEY_LOG_LEVEL": "info"])
                try await installation.serving { server in
                    var job = MainJob(installation)
                    try await job.signIn("PARTNER")
                    let key = try await job.createKey()
                    try await askWithinTrace(installation, job, key.secret)
                    let isTold = try await eventually { server.log.contains("trace_id=\(Self.trace)") }
                    #expect(isTold)
                    let metrics = try await installation.ask("GET", "/metrics", on: installation.privatePort).body
                    #expect(!metrics.contains("latchkey_spans"))
                    try await ContractTools.run("python", ["metrics.py", "text"], input: Array(metrics.utf8))
                    for name in [
                        "process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total",
                        "latchkey_build_info", "latchkey_pool_waiting", "latchkey_lease_age_seconds",
                        "latchkey_cache_entries", "latchkey_receipt_duration_seconds_count",
                        "latchkey_http_requests_total", "latchkey_usage_totals", "latchkey_sweep_passes_total",
                    ] {
                        #expect(metrics.contains("\n\(name)"), "\(name)")
                    }
                    for secret in [job.token, job.tenant, key.id, key.secret] { #expect(!metrics.contains(secret)) }
                }
            }
        }

        private func askWithinTrace(
            _ installation: TestInstallation,
            _ job: MainJob,
            _ secret: String
        ) async throws {
            let headers = ["traceparent": Self.traceparent, "Latchkey-Reason": "test"]
            let read = try await installation.ask(
                "GET",
                "/v1/tenants/\(job.tenant)",
                token: job.token,
                headers: headers
            )
            #expect(read.status == 200, "\(read.body)")
            #expect(try await installation.verify(secret, headers: headers).string("verdict") == "VALID")
        }

        /// The caller's span, the requests below it, and below those what they waited for.
        private func expectTree(_ spans: [CollectedSpan]) throws {
            let read = try #require(spans.first { $0.name == "GET /v1/tenants/{tenant}" })
            #expect(read.parent == Self.caller)
            #expect(spans.contains { $0.name == "transaction" && $0.parent == read.span })
            let check = try #require(spans.first { $0.name == "/v1/verify" })
            #expect(check.parent == Self.caller)
            let fill = try #require(spans.first { $0.name == "fill" })
            #expect(fill.parent == check.span)
        }
    }
}
