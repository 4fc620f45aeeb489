import Domain
import Postgres
import Store
import TestSupport
import Testing

@testable import Verification

@Suite("POST /v1/outcomes", .timeLimit(.minutes(5)))
struct OutcomesRouteTests {
    private let stranger = ID<APIKey>.make(at: testNow, using: .system).description

    private func entry(_ key: some CustomStringConvertible, _ succeeded: Int = 0, _ failed: Int = 0) -> String {
        #"{"key_id":"\#(key)","succeeded":\#(succeeded),"failed":\#(failed)}"#
    }

    @Test("reports are counted for the key and its tenant; ids that are no key's are told")
    func counts() async throws {
        let meter = UsageMeter()
        try await withKeys(meter: meter) { bench in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            let other = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            let body = [entry(key.id, 5, 2), entry(stranger, 9, 9), entry(other.id), entry(key.id, 1), entry(stranger)]
            let answer = try await bench.listener.report("[\(body.joined(separator: ","))]")
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "application/json")
            #expect(try answer.json == ["accepted": 3, "unknown": [.string(stranger)]])
            let rows = meter.take().flatMap(\.rows)
            let counted = { (key: ID<APIKey>) in
                rows.filter { $0.key == key }.map { "\($0.outcome.name) \($0.count)" }.sorted()
            }
            #expect(counted(key.id) == ["REPORTED_FAILED 2", "REPORTED_SUCCEEDED 6"])
            #expect(counted(.wholeTenant) == ["REPORTED_FAILED 2", "REPORTED_SUCCEEDED 6"])
            #expect(counted(other.id) == [])
            #expect(rows.allSatisfy { $0.lastUse == nil })
        }
    }

    @Test("of keys that were verified or reported before, and of others, is one round trip")
    func costs() async throws {
        let meter = UsageMeter()
        try await withKeys(meter: meter) { bench in
            let owner = try await bench.keyring.insertTenant()
            let (known, other) = (
                try await bench.keyring.insertKey(of: owner), try await bench.keyring.insertKey(of: owner)
            )
            _ = try await bench.listener.verify(Asked(key: known.text))
            for body in [entry(known.id, 1), entry(other.id, 1), entry(other.id, 1)] {
                let before = bench.pool.metrics.roundTrips
                #expect(try await bench.listener.report("[\(body)]").status == 200)
                #expect(bench.pool.metrics.roundTrips - before == 1)
            }
            #expect(meter.owners.tenant(of: other.id) == owner.id)
        }
    }

    @Test("everything that is wrong is named at once, and then nothing is counted")
    func refuses() async throws {
        let meter = UsageMeter()
        try await withKeys(meter: meter) { bench in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            let good = entry(key.id, 1, 1)
            let wrong: [(String, [String])] = [
                ("{}", [""]), ("[]", [""]), ("null", [""]), ("[1]", ["/0"]), ("[\(good),[]]", ["/1"]),
                (#"[{"key_id":"x","succeeded":-1,"failed":1.5}]"#, ["/0/failed", "/0/key_id", "/0/succeeded"]),
                (#"[{"key_id":"grp_\#(stranger.dropFirst(4))","succeeded":0,"failed":0}]"#, ["/0/key_id"]),
                ("[\(good),{}]", ["/1/failed", "/1/key_id", "/1/succeeded"]),
                ("[\(entry(key.id, 1_000_000_001))]", ["/0/succeeded"]),
                ("[\(good.dropLast()),\"more\":1}]", ["/0/more"]),
                ("[\(good.dropLast()),\"failed\":1}]", ["/0/failed"]),
                ("[\(good.replacing("\"failed\":1", with: "\"failed\":null"))]", ["/0/failed"]),
                ("[\([String](repeating: "1", count: 501).joined(separator: ","))]", [""]),
            ]
            for (body, pointers) in wrong {
                let answer = try await bench.listener.report(body)
                #expect(answer.status == 422, "\(body) \(answer.body)")
                #expect(answer.pointers.sorted() == pointers, "\(body)")
            }
            #expect(try await bench.listener.report("[\(good)").status == 400)
            #expect(try await bench.listener.report("[\(good)]", "?x=1").status == 400)
            let large = "[\([String](repeating: good, count: 1000).joined(separator: ","))]"
            #expect(large.utf8.count > 64 * 1024)
            #expect(try await bench.listener.report(large).status == 413)
            #expect(meter.take().isEmpty)
        }
    }

    @Test("only gateways may report, where they have a token; only by POST, only as JSON")
    func isForGateways() async throws {
        try await withListenerAlone(gatewayToken: GatewayToken("a-long-shared-token")) { listener in
            let answer = try await listener.report("[]")
            #expect(answer.status == 401)
        }
        try await withListenerAlone { listener in
            let get = try await listener.answer(to: "GET /v1/outcomes HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(get["allow"] == "POST")
            let text =
                "POST /v1/outcomes HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n[]"
            #expect(try await listener.answer(to: text).status == 415)
        }
    }

    @Test("while the database is away a report is refused, and nothing of it is counted")
    func unavailable() async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.report("[\(entry(stranger, 1))]")
            #expect(answer.status == 503)
            #expect(answer["retry-after"] == "1")
        }
    }
}

extension TestListener {
    fileprivate func report(_ body: String, _ query: String = "") async throws -> RawAnswer {
        try await answer(
            to: "POST /v1/outcomes\(query) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }
}
