import Domain
import NIOHTTP1
import Postgres
import Store
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/usage and /v1/tenants/{tenant}/keys/{key}/usage", .timeLimit(.minutes(5)))
struct UsageSeriesTests {
    /// The points that are not empty: start, requests, succeeded, failed, verdicts.
    private func points(_ reply: HTTPReply) -> [String] {
        guard case .array(let points)? = reply["data"] else { return ["\(reply.text)"] }
        return points.filter { $0["requests"] != 0 || $0["failed"] != 0 }.map { point in
            guard case .string(let start)? = point["start"] else { return "\(point)" }
            let numbers = ["requests", "succeeded", "failed", "verdicts"].map { point[$0]?.text ?? "missing" }
            return ([start] + numbers).joined(separator: " ")
        }
    }

    private func starts(_ reply: HTTPReply) -> [String] { reply.data("start") }

    @Test("tells what was counted hour by hour, of one key and of all")
    func hours() async throws {
        let clock = TestClock(try .at("2026-11-20T23:59:59Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let (one, other) = (try await platform.makeKey(in: admin), try await platform.makeKey(in: admin))
            _ = try await platform.verdict(one.secret)
            clock.move(to: try .at("2026-11-21T00:00:00Z"))
            for _ in 1...2 { _ = try await platform.verdict(one.secret) }
            _ = try await platform.verdict(one.secret, scopes: ["other"])
            _ = try await platform.verdict(other.secret)
            let report: JSON = ["key_id": .string(one.id), "succeeded": 1, "failed": 1]
            _ = try await platform.check(.POST, "/v1/outcomes", [report])
            #expect(await platform.flushUsage())
            clock.move(to: try .at("2026-11-21T05:30:00Z"))

            let ofKey = try await platform.send(.GET, admin.path + "/keys/\(one.id)/usage", token: admin.token)
            expectStatus(ofKey, 200)
            #expect(ofKey["interval"] == "HOUR")
            #expect(ofKey["from"] == "2026-11-20T06:00:00.000Z")
            #expect(ofKey["to"] == "2026-11-21T06:00:00.000Z")
            #expect(ofKey["requests"] == 4)
            #expect(ofKey["succeeded"] == 2)
            #expect(ofKey["failed"] == 2)
            #expect(starts(ofKey).count == 24)
            #expect(starts(ofKey).first == "2026-11-20T06:00:00.000Z")
            #expect(
                points(ofKey) == [
                    #"2026-11-20T23:00:00.000Z 1 1 0 {"VALID":1}"#,
                    #"2026-11-21T00:00:00.000Z 3 1 2 {"INSUFFICIENT_SCOPE":1,"VALID":2}"#,
                ]
            )
            let ofTenant = try await platform.send(.GET, admin.path + "/usage", token: admin.token)
            #expect(
                points(ofTenant) == [
                    #"2026-11-20T23:00:00.000Z 1 1 0 {"VALID":1}"#,
                    #"2026-11-21T00:00:00.000Z 4 2 2 {"INSUFFICIENT_SCOPE":1,"VALID":3}"#,
                ]
            )
            let days = try await platform.send(.GET, admin.path + "/usage?interval=DAY", token: admin.token)
            #expect(days["from"] == "2026-10-23T00:00:00.000Z")
            #expect(days["to"] == "2026-11-22T00:00:00.000Z")
            #expect(starts(days).count == 30)
            #expect(
                points(days) == [
                    #"2026-11-20T00:00:00.000Z 1 1 0 {"VALID":1}"#,
                    #"2026-11-21T00:00:00.000Z 4 2 2 {"INSUFFICIENT_SCOPE":1,"VALID":3}"#,
                ]
            )
        }
    }

    @Test("tells the range that is asked for, rounded out, with every interval of it")
    func ranges() async throws {
        let clock = TestClock(try #require(Instant(rfc3339: "2026-05-01T00:00:00Z")))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let ask = { (query: String) in
                try await platform.send(.GET, admin.path + "/usage?" + query, token: admin.token)
            }
            let hours = try await ask("from=2026-03-01T10:59:00%2B01:00&to=2026-03-01T11:00:00.001Z")
            #expect(starts(hours) == ["09", "10", "11"].map { "2026-03-01T\($0):00:00.000Z" })
            let days = try await ask("interval=DAY&from=2028-02-28T00:00:00Z&to=2028-03-01T00:00:00Z")
            #expect(starts(days) == ["28", "29"].map { "2028-02-\($0)T00:00:00.000Z" })
            #expect(days["requests"] == 0)
            let year = try await ask("interval=DAY&from=2028-01-01T00:00:00Z&to=2029-01-01T00:00:00Z")
            #expect(starts(year).count == 366)
        }
    }

    @Test(
        "refuses what it cannot tell, naming the parameter",
        arguments: [
            ("interval=WEEK", ["/query/interval UNKNOWN_VALUE"]), ("interval=hour", ["/query/interval UNKNOWN_VALUE"]),
            ("from=yesterday&to=2026-02-30T00:00:00Z", ["/query/from INVALID_TIME", "/query/to INVALID_TIME"]),
            ("from=2026-01-01", ["/query/from INVALID_TIME"]),
            ("from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z", ["/query/to EMPTY_RANGE"]),
            ("from=2999-01-01T00:00:00Z", ["/query/from EMPTY_RANGE"]),
            ("from=2025-01-01T00:00:00Z&to=2025-01-02T00:00:00Z", ["/query/from TOO_LONG_AGO"]),
            ("from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:01Z", ["/query/from RANGE_TOO_LONG"]),
            ("limit=1", ["/query/limit UNKNOWN_FIELD"]),
            ("to=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", ["/query/to DUPLICATE_FIELD"]),
        ]
    )
    func refuses(_ query: String, _ errors: [String]) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let key = try await platform.makeKey(in: admin).id
            for path in ["/usage?", "/keys/\(key)/usage?"] {
                let reply = try await platform.send(.GET, admin.path + path + query, token: admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
        }
    }

    @Test("of another tenant's key, and of one that does not exist, is not found, before the query is looked at")
    func hidden() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let foreign = try await platform.makeKey(in: cast.stranger).id
            for id in [foreign, unknownID(APIKey.self), "key_1"] {
                let path = cast.path + "/keys/\(id)/usage?interval=WEEK"
                expectProblem(try await platform.send(.GET, path, token: cast.admin.token), 404, "NOT_FOUND")
            }
        }
    }

    @Test("is for whoever may read the tenant's keys")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let key = try await platform.makeKey(in: cast.admin).id
            for path in ["/usage", "/keys/\(key)/usage"] {
                for role in Role.allCases {
                    let reply = try await platform.send(.GET, cast.path + path, token: cast.token(of: role))
                    #expect(reply.status == (role == .member ? 403 : 200), "\(role) \(reply.text)")
                }
            }
        }
    }
}
