import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/keys/{key}/revoke")
struct RevokeKeyTests {
    @Test("a revoked key says when, by whom and why, and its secret is refused")
    func revokes() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            let path = admin.path + "/keys/\(id)"
            let reply = try await platform.send(.POST, path + "/revoke", ["reason": "Lost\nlaptop"], token: admin.token)
            expectStatus(reply, 200)
            #expect(reply.headers.first(name: "ETag") == "\"1\"")
            #expect(reply.string("key", "status") == "REVOKED")
            #expect(reply.string("key", "revocation_reason") == "Lost\nlaptop")
            #expect(reply["key", "revoked_at"] == reply["key", "updated_at"])
            #expect(reply.string("key", "updated_by", "name") == "Test Person")
            expectReceipt(reply["receipt"])
            #expect(!reply.text.contains(secret.suffix(49)))

            let read = try await platform.send(.GET, path, token: admin.token)
            #expect(try read.json == reply["key"])
            let verdict = try await platform.verdict(secret)
            #expect(verdict == "REVOKED")
        }
    }

    @Test("a revocation that names another version than the key's is refused, and one that names its own is not")
    func honoursIfMatch() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            let path = admin.path + "/keys/\(id)/revoke"
            let stale = try await platform.send(.POST, path, [:], token: admin.token, headers: ["If-Match": "\"7\""])
            expectStatus(stale, 412)
            #expect(stale.code == "PRECONDITION_FAILED")
            let verdict = try await platform.verdict(secret)
            #expect(verdict == "VALID")
            let fresh = try await platform.send(.POST, path, [:], token: admin.token, headers: ["If-Match": "\"1\""])
            expectStatus(fresh, 200)
        }
    }

    @Test("revoking twice is answered with a receipt, and changes nothing more")
    func twice() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            let path = admin.path + "/keys/\(id)/revoke"
            let first = try await platform.send(.POST, path, ["reason": "First"], token: admin.token)
            let events = try await platform.auditTrail(of: admin.id).count
            let second = try await platform.send(.POST, path, ["reason": "Second"], token: admin.token)
            expectStatus(second, 200)
            #expect(second["key"] == first["key"])
            expectReceipt(second["receipt"])
            let later = try await platform.auditTrail(of: admin.id).count
            #expect(later == events)
        }
    }

    @Test("of many revocations at once one counts")
    func concurrency() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 2)
            let id = try await platform.makeKey(in: admin).id
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        try await platform.send(
                            .POST,
                            admin.path + "/keys/\(id)/revoke",
                            ["reason": .string("Reason \(number)")],
                            token: admin.token
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0.status == 200 })
            #expect(Set(replies.compactMap { $0.string("key", "revocation_reason") }).count == 1)
            let trail = try await platform.auditTrail(of: admin.id)
            #expect(trail.count { $0.row.contains("key.revoke") } == 1)
            let open = try await platform.database.strings(
                "SELECT open_keys FROM tenant_state WHERE key_limit = 2"
            )
            #expect(open == ["0"])
        }
    }

    @Test("where a key is disabled before it is revoked, an active one is refused, unless it is compromised")
    func disabledFirst() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("merchant-portal")
            let disabled = try await platform.makeKey(in: admin).id
            let stolen = try await platform.makeKey(in: admin).id
            let path = { (id: String) in admin.path + "/keys/\(id)/revoke" }
            for body in [nil, [:], ["compromised": false], ["compromised": nil]] as [JSON?] {
                let refused = try await platform.send(.POST, path(disabled), body, token: admin.token)
                expectProblem(refused, 409, "KEY_NOT_DISABLED")
            }
            try await platform.disable(key: disabled)
            let regular = try await platform.send(.POST, path(disabled), token: admin.token)
            expectStatus(regular, 200)
            let urgent = try await platform.send(.POST, path(stolen), ["compromised": true], token: admin.token)
            expectStatus(urgent, 200)
            let compromised = try await platform.database.strings("SELECT compromised FROM keys ORDER BY created_at")
            #expect(compromised == ["false", "true"])
        }
    }

    @Test("an expired key and a disabled one are revoked too")
    func anyState() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let expired = try await platform.makeKey(in: admin, ["expires_at": "2027-01-15T12:00:01Z"]).id
            let disabled = try await platform.makeKey(in: admin).id
            try await platform.disable(key: disabled)
            clock.advance(by: .seconds(1))
            for id in [expired, disabled] {
                let reply = try await platform.send(.POST, admin.path + "/keys/\(id)/revoke", token: admin.token)
                expectStatus(reply, 200)
                #expect(reply.string("key", "status") == "REVOKED")
            }
        }
    }

    @Test("the counters stay right for a disabled key that was stamped as expired, too")
    func stamped() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            for disables in [false, true] {
                for stamps in [false, true] {
                    let end = JSON.string((clock.now + .seconds(10)).description)
                    let id = try await platform.makeKey(in: admin, ["expires_at": end]).id
                    if disables { expectStatus(try await platform.ask(.disable, id, in: admin), 200) }
                    clock.advance(by: .seconds(10))
                    if stamps { try await platform.stampExpired(key: id) }
                    expectProblem(try await platform.ask(.enable, id, in: admin), 409, "CONFLICT")
                    try await platform.expectConsistent(admin.id)
                    expectStatus(try await platform.ask(.revoke, id, in: admin), 200)
                    try await platform.expectConsistent(admin.id)
                }
            }
        }
    }

    @Test("everything that is wrong is named at once, and nothing is revoked")
    func namesEverything() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            let path = admin.path + "/keys/\(id)"
            let wrong: [(JSON, [String])] = [
                (
                    ["reason": 5, "compromised": "yes", "why": "x"],
                    ["/reason WRONG_TYPE", "/compromised WRONG_TYPE", "/why UNKNOWN_FIELD"]
                ),
                (["reason": "a\u{202E}b"], ["/reason INVALID_CHARACTER"]),
                (["reason": "a\0b"], ["/reason INVALID_CHARACTER"]),
                (["reason": .string(String(repeating: "a", count: 1001))], ["/reason TOO_LONG"]),
            ]
            for (body, errors) in wrong {
                let reply = try await platform.send(.POST, path + "/revoke", body, token: admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            let read = try await platform.send(.GET, path, token: admin.token)
            #expect(read.string("status") == "ACTIVE")
        }
    }

    @Test("every change is in the audit trail: who, as what, from where, why, before and after; and the chain is whole")
    func audit() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let id = try await platform.makeKey(in: cast.admin, name: "Till").id
            let refused = try await platform.send(.POST, cast.path + "/keys", [:], token: cast.admin.token)
            expectProblem(refused, 422, "VALIDATION_FAILED")
            let revoked = try await platform.send(
                .POST,
                cast.path + "/keys/\(id)/revoke",
                ["reason": "Told by the merchant"],
                token: cast.support,
                headers: ["Latchkey-Reason": "Ticket 4711"]
            )
            expectStatus(revoked, 200)

            let trail = try await platform.auditTrail(of: cast.business)
            var chain = AuditChain.Verifier()
            chain.follow(trail)
            #expect(chain.firstBad == nil)
            #expect(chain.events == Int64(trail.count))
            let heads = try await platform.database.strings(
                "SELECT encode(audit_head, 'hex') FROM tenant_state WHERE audit_seq = \(trail.count)"
            )
            #expect(heads.contains(Hex.encode(chain.head)))

            let rows = try trail.map { try JSON(parsing: Array($0.row.utf8)) }
            let actions = rows.compactMap { row -> String? in
                guard case .string(let action)? = row["action"] else { return nil }
                return action
            }
            #expect(
                actions == [
                    "tenant.create", "member.manage", "member.manage", "member.manage", "key.create", "key.revoke",
                ]
            )
            let made = try #require(rows.dropLast().last)
            #expect(made["actor"]?["role"] == "BUSINESS_ADMIN")
            #expect(made["actor"]?["on_behalf_of"] == .string(cast.business))
            #expect(made["before"] == .null)
            #expect(made["after"]?["name"] == "Till")
            let last = try #require(rows.last)
            #expect(last["object"] == .string(id))
            #expect(last["actor"]?["role"] == "SUPPORT")
            #expect(last["reason"] == "Ticket 4711")
            #expect(last["ip"] == "127.0.0.1")
            #expect(last["before"]?["status"] == "ACTIVE")
            #expect(last["after"]?["status"] == "REVOKED")
            #expect(last["request_id"] == revoked.headers.first(name: "Latchkey-Request-Id").map(JSON.string))
        }
    }

    @Test("a chain in which somebody has changed a row is found out")
    func tampering() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for _ in 0..<3 { _ = try await platform.makeKey(in: admin) }
            let trail = try await platform.auditTrail(of: admin.id)
            try await platform.database.run(
                "UPDATE audit_events SET row = replace(row, 'Test key', 'Best key') WHERE seq = 4"
            )
            var chain = AuditChain.Verifier()
            chain.follow(try await platform.auditTrail(of: admin.id))
            #expect(chain.firstBad == 4)
            #expect(trail.count == 5)
        }
    }
}
