import Domain
import Telemetry
import TestSupport
import Testing

@testable import Verification

@Suite("GET /metrics", .timeLimit(.minutes(5)))
struct MetricsRouteTests {
    @Test("every verdict is counted, by endpoint, and timed by where its facts came from")
    func countsVerdicts() async throws {
        try await withKeys { bench in
            let tenant = try await bench.keyring.insertTenant()
            let key = try await bench.keyring.insertKey(of: tenant)
            _ = try await bench.listener.answer(to: authorize(key.text))
            _ = try await bench.listener.answer(to: authorize(key.text))
            _ = try await bench.listener.answer(to: authorize(key.string.forged))
            _ = try await bench.listener.answer(to: authorize("nonsense"))
            let lines = try await bench.listener.metrics()
            #expect(lines.contains(#"latchkey_verifications_total{endpoint="authorize",verdict="VALID"} 2.0"#))
            #expect(lines.contains(#"latchkey_verifications_total{endpoint="authorize",verdict="UNKNOWN"} 1.0"#))
            #expect(lines.contains(#"latchkey_verifications_total{endpoint="authorize",verdict="MALFORMED"} 1.0"#))
            #expect(lines.contains(#"latchkey_verifications_total{endpoint="verify",verdict="VALID"} 0.0"#))
            #expect(lines.contains(#"latchkey_private_requests_total{status="204"} 2.0"#))
            #expect(lines.contains(#"latchkey_private_requests_total{status="401"} 2.0"#))
            let timed = lines.filter { $0.hasPrefix("latchkey_verification_duration_seconds_count") }
            #expect(timed.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +) == 4)
        }
    }

    @Test("it names no tenant, no key and nothing that was sent")
    func tellsOfNobody() async throws {
        try await withKeys { bench in
            let tenant = try await bench.keyring.insertTenant()
            let key = try await bench.keyring.insertKey(of: tenant)
            _ = try await bench.listener.answer(to: authorize(key.text))
            _ = try await bench.listener.answer(to: "GET /a-path-of-mine HTTP/1.1\r\nHost: a\r\n\r\n")
            let told = try await bench.listener.metrics().joined(separator: "\n")
            for secret in [key.text, key.id.description, tenant.id.description, "a-path-of-mine"] {
                #expect(!told.contains(secret))
            }
        }
    }

    @Test("Prometheus' own parser reads it in either format")
    func isRead() async throws {
        try await withListenerAlone { listener in
            for (accept, name) in [("text/plain", "text"), ("application/openmetrics-text", "openmetrics")] {
                let answer = try await listener.answer(
                    to: "GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: \(accept)\r\n\r\n"
                )
                #expect(answer.status == 200)
                #expect(answer["content-type"]?.hasPrefix(accept) == true)
                try await ContractTools.run("python", ["metrics.py", name], input: Array(answer.body.utf8))
            }
        }
    }

    @Test("a scraper needs no gateways' token, and no query is taken")
    func refusals() async throws {
        try await withListenerAlone(gatewayToken: GatewayToken("0123456789abcdef")) { listener in
            let scraped = try await listener.answer(to: "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(scraped.status == 200)
            let asked = try await listener.answer(to: "GET /metrics?name=x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(asked.status == 400)
            let posted = try await listener.answer(to: "POST /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(posted.status == 405)
        }
    }

    @Test("connections are counted while they are open")
    func connections() async throws {
        try await withListenerAlone { listener in
            let other = try await listener.connect()
            try await eventually("the connections are counted") {
                try await listener.metrics().contains(#"latchkey_connections{listener="private"} 2.0"#)
            }
            await other.close()
            try await eventually("the connections are counted") {
                try await listener.metrics().contains(#"latchkey_connections{listener="private"} 1.0"#)
            }
        }
    }

    private func authorize(_ key: String) -> String {
        "GET /v1/authorize HTTP/1.1\r\nHost: a\r\nX-API-Key: \(key)\r\n\r\n"
    }
}
