import Domain
import NIOHTTP1
import Postgres
import Store
import TestSupport
import Testing

/// `POST /v1/tenants/{tenant}/keys/{key}/preview`.
@Suite("What a change of a key would have refused", .timeLimit(.minutes(5)))
struct PreviewKeyTests {
    /// A key whose checks go through the private listener.
    private struct Used: Sendable {
        let platform: TestPlatform
        let admin: TestTenant
        let id: String
        let secret: String

        func check(_ scopes: [String] = [], from ip: String? = nil) async throws -> String? {
            var body: [JSON.Member] = [
                JSON.Member("key", .string(secret)), JSON.Member("scopes", .strings(scopes)),
            ]
            if let ip { body.append(JSON.Member("ip", .string(ip))) }
            return try await platform.check(.POST, "/v1/verify", .object(body)).string("verdict")
        }

        func preview(_ body: JSON, token: String? = nil) async throws -> HTTPReply {
            try await platform.send(.POST, admin.path + "/keys/\(id)/preview", body, token: token ?? admin.token)
        }

        /// A session does not last for a week.
        func previewAgain() async throws -> HTTPReply {
            try await preview(["action": "REVOKE"], token: try await platform.signIn(admin.person))
        }
    }

    private func withUsed(
        scopes: [String] = ["customers:read", "invoices:read"],
        at moment: String = "2026-11-21T12:00:00Z",
        _ body: @escaping @Sendable (Used, TestClock) async throws -> Void
    ) async throws {
        let clock = TestClock(try .at(moment))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let form: JSON = ["name": "Till", "scopes": .strings(scopes)]
            let created = try await platform.send(.POST, admin.path + "/keys", form, token: admin.token)
            let id = try #require(created.string("key", "id"))
            let secret = try #require(created.string("secret"))
            try await body(Used(platform: platform, admin: admin, id: id, secret: secret), clock)
        }
    }

    /// What is asked for and from where, and how often.
    private static let traffic: [(scopes: [String], ip: String?, times: Int)] = [
        (["customers:read"], "192.0.2.1", 4), (["invoices:read", "customers:read"], "192.0.2.2", 3),
        ([], "198.51.100.9", 2), (["invoices:read"], nil, 1),
    ]

    private func send(_ used: Used) async throws -> [String] {
        var verdicts: [String] = []
        for (scopes, ip, times) in Self.traffic {
            for _ in 0..<times { verdicts.append(try await used.check(scopes, from: ip) ?? "none") }
        }
        return verdicts
    }

    @Test(
        "is everything, with its scopes and addresses, of a key that would end",
        arguments: ["REVOKE", "DISABLE", "ROTATE"]
    )
    func ends(_ action: String) async throws {
        try await withUsed { used, _ in
            #expect(try await send(used) == [String](repeating: "VALID", count: 10))
            #expect(await used.platform.flushUsage())
            let preview = try await used.preview(["action": .string(action)])
            expectStatus(preview, 200)
            #expect(preview["action"] == .string(action))
            #expect(preview["requests"] == 10)
            #expect(preview["refused"] == ["at_least": 10, "at_most": 10])
            #expect(preview["complete"] == true)
            #expect(preview.string("since") == "2026-11-14T12:00:00.000Z")
            #expect(preview.string("until") == "2026-11-21T12:00:00.000Z")
            #expect(preview.string("last_used_at") == "2026-11-21T12:00:00.000Z")
            #expect(
                preview["scopes"] == [
                    ["name": "customers:read", "requests": 7], ["name": "invoices:read", "requests": 4],
                ]
            )
            #expect(
                preview["addresses"] == [
                    ["address": "192.0.2.1", "requests": 4], ["address": "192.0.2.2", "requests": 3],
                    ["address": "198.51.100.9", "requests": 2], ["address": nil, "requests": 1],
                ]
            )
            #expect(preview["more_addresses"] == ["count": 0, "requests": 0])
        }
    }

    @Test("with a narrower allowlist is exactly what is refused once it is made")
    func allowlist() async throws {
        try await withUsed { used, _ in
            _ = try await send(used)
            #expect(await used.platform.flushUsage())
            let list: JSON = ["192.0.2.0/31"]
            let preview = try await used.preview(["action": "EDIT", "ip_allowlist": list])
            expectStatus(preview, 200)
            #expect(preview["refused"] == ["at_least": 6, "at_most": 6])
            #expect(preview["scopes"] == [])
            #expect(
                preview["addresses"] == [
                    ["address": "192.0.2.2", "requests": 3], ["address": "198.51.100.9", "requests": 2],
                    ["address": nil, "requests": 1],
                ]
            )
            let edited = try await used.platform.send(
                .PATCH,
                used.admin.path + "/keys/\(used.id)",
                ["ip_allowlist": list],
                token: used.admin.token,
                headers: ["If-Match": "\"1\""]
            )
            expectStatus(edited, 200)
            #expect(try await send(used).count { $0 == "IP_NOT_ALLOWED" } == 6)
        }
    }

    @Test("of both scopes and addresses is told as bounds, since they are counted apart")
    func both() async throws {
        try await withUsed { used, _ in
            try await used.platform.database.run("UPDATE policies SET permission_editing = 'EDITABLE'")
            _ = try await send(used)
            #expect(await used.platform.flushUsage())
            let preview = try await used.preview(
                ["action": "EDIT", "scopes": ["customers:read"], "ip_allowlist": ["192.0.2.0/24"]]
            )
            expectStatus(preview, 200)
            // Four asked for invoices:read, three came from elsewhere: one of those asked for it too, which is not known.
            #expect(preview["refused"] == ["at_least": 4, "at_most": 7])
            #expect(preview["scopes"] == [["name": "invoices:read", "requests": 4]])
            let none = try await used.preview(["action": "EDIT", "ip_allowlist": []])
            #expect(none["refused"] == ["at_least": 0, "at_most": 0])
        }
    }

    @Test("leaves out what was denied")
    func denials() async throws {
        try await withUsed { used, _ in
            #expect(try await used.check(["payments:write"], from: "192.0.2.1") == "INSUFFICIENT_SCOPE")
            #expect(await used.platform.flushUsage())
            let preview = try await used.preview(["action": "REVOKE"])
            #expect(preview["requests"] == 0)
            #expect(preview["addresses"] == [])
        }
    }

    @Test("looks back on this hour and the seven days before it, and no further")
    func sevenDays() async throws {
        try await withUsed(at: "2026-11-14T11:59:59Z") { used, clock in
            _ = try await used.check(["customers:read"])
            clock.advance(by: .seconds(1))
            for _ in 1...2 { _ = try await used.check(["invoices:read"]) }
            #expect(await used.platform.flushUsage())
            clock.advance(by: .seconds(7 * 24 * 3600 - 1))
            #expect(try await used.previewAgain()["requests"] == 3)
            clock.advance(by: .seconds(3600))
            let later = try await used.previewAgain()
            #expect(later["requests"] == 2)
            #expect(later["scopes"] == [["name": "invoices:read", "requests": 2]])
            clock.advance(by: .seconds(3600))
            #expect(try await used.previewAgain()["requests"] == 0)
        }
    }

    @Test("says what it does not know: beyond so many addresses it tells bounds")
    func beyondWhatIsToldApart() async throws {
        try await withUsed { used, _ in
            for number in 0..<70 { _ = try await used.check(from: "192.0.2.\(number)") }
            #expect(await used.platform.flushUsage())
            let preview = try await used.preview(["action": "EDIT", "ip_allowlist": ["198.51.100.0/24"]])
            #expect(preview["requests"] == 70)
            #expect(preview["unknown"] == ["scopes": 0, "addresses": 6])
            #expect(preview["refused"] == ["at_least": 64, "at_most": 70])
            #expect(preview["complete"] == false)
            #expect(try await used.preview(["action": "REVOKE"])["refused"] == ["at_least": 70, "at_most": 70])
        }
    }

    @Test("tells a hundred addresses at most, and the sum of the others")
    func manyAddresses() async throws {
        try await withUsed { used, clock in
            for number in 0..<120 {
                if number == 60 { clock.advance(by: .seconds(3600)) }
                _ = try await used.check(from: "192.0.2.\(number)")
            }
            #expect(await used.platform.flushUsage())
            let preview = try await used.preview(["action": "REVOKE"])
            guard case .array(let addresses)? = preview["addresses"] else {
                Issue.record("\(preview.text)")
                return
            }
            #expect(addresses.count == 100)
            #expect(preview["more_addresses"] == ["count": 20, "requests": 20])
            #expect(preview["complete"] == true)
        }
    }

    @Test("is judged by the rules of the edit, and refuses what makes no sense")
    func invalid() async throws {
        try await withUsed { used, _ in
            let cases: [(body: JSON, errors: [String])] = [
                ([:], ["/action REQUIRED"]), (["action": "END"], ["/action UNKNOWN_VALUE"]),
                (["action": 1], ["/action WRONG_TYPE"]),
                (["action": "REVOKE", "scopes": ["customers:read"]], ["/scopes NOT_WITH_ACTION"]),
                (["action": "EDIT", "scopes": ["customers:read"]], ["/scopes NOT_EDITABLE"]),
                (
                    ["action": "EDIT", "ip_allowlist": ["10.0.0.1/8", "x"]],
                    ["/ip_allowlist/0 INVALID_ADDRESS", "/ip_allowlist/1 INVALID_ADDRESS"]
                ), (["action": "EDIT", "name": "Another"], ["/name UNKNOWN_FIELD"]),
            ]
            for (body, errors) in cases {
                let refused = try await used.preview(body)
                expectStatus(refused, 422)
                #expect(refused.errors == errors, "\(body.text)")
            }
        }
    }

    @Test("changes nothing, asks staff for no reason, and is looked up anew under the same Idempotency-Key")
    func changesNothing() async throws {
        try await withUsed { used, _ in
            let support = try await used.platform.makeStaff(.support)
            let changes = "SELECT count(*) FROM audit_events WHERE action <> 'staff.read'"
            let before = try await used.platform.database.strings(changes)
            for expected in 0...1 {
                let preview = try await used.platform.send(
                    .POST,
                    used.admin.path + "/keys/\(used.id)/preview",
                    ["action": "REVOKE"],
                    token: support,
                    headers: ["Idempotency-Key": "order-4711"]
                )
                expectStatus(preview, 200)
                #expect(preview["requests"] == .integer(Int64(expected)))
                #expect(!preview.headers.contains(name: "Idempotent-Replayed"))
                _ = try await used.check()
                #expect(await used.platform.flushUsage())
            }
            #expect(try await used.platform.database.strings(changes) == before)
            // That they looked is noted, once for both.
            #expect(try await used.platform.trail(of: used.admin.id, "staff.read").count == 1)
            #expect(try await used.platform.database.strings("SELECT count(*) FROM idempotency") == ["0"])
        }
    }

    @Test("is of one's own tenant: of another's key it is 404")
    func others() async throws {
        try await withUsed { used, _ in
            let other = try await used.platform.makeAdmin()
            for path in ["/keys/\(used.id)/preview", "/keys/key_00000000000000000000000001/preview"] {
                let refused = try await used.platform.send(
                    .POST,
                    other.path + path,
                    ["action": "REVOKE"],
                    token: other.token
                )
                expectProblem(refused, 404, "NOT_FOUND")
            }
        }
    }
}
