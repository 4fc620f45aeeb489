import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/keys/{key}/enable")
struct EnableKeyTests {
    @Test("an enabled key works again, as if it had never been disabled")
    func enables() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            expectStatus(try await platform.ask(.disable, id, in: admin), 200)
            let reply = try await platform.ask(.enable, id, in: admin)
            expectStatus(reply, 200)
            #expect(reply.headers.first(name: "ETag") == "\"1\"")
            #expect(reply.string("key", "status") == "ACTIVE")
            #expect(reply["key", "disabled_at"] == .null)
            #expect(reply["receipt", "took_ms"] != nil)
            let verdict = try await platform.verdict(secret)
            #expect(verdict == "VALID")

            let again = try await platform.ask(.enable, id, in: admin, [:])
            expectStatus(again, 200)
            #expect(again["key"] == reply["key"])
            let events = try await platform.audited("key.enable", of: admin.id)
            #expect(events.count == 1)
            #expect(events.first?["before"]?["status"] == "DISABLED")
            #expect(events.first?["after"]?["status"] == "ACTIVE")
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("is seen by other instances, though they have the key in memory; a new key is valid there at once")
    func elsewhere() async throws {
        try await withPlatform { platform in
            try await platform.withNeighbour { neighbour in
                let admin = try await platform.makeAdmin()
                let (id, secret) = try await platform.makeKey(in: admin)
                let verdict = try await neighbour.verdict(secret)
                #expect(verdict == "VALID")
                expectStatus(try await platform.ask(.disable, id, in: admin), 200)
                try await eventually("it is disabled there from memory") {
                    let before = try await neighbour.hits()
                    let verdict = try await neighbour.verdict(secret)
                    #expect(verdict == "DISABLED")
                    return try await neighbour.hits() > before
                }
                expectStatus(try await platform.ask(.enable, id, in: admin), 200)
                try await eventually("it is enabled there") { try await neighbour.verdict(secret) == "VALID" }
            }
        }
    }

    @Test("costs nothing of the limit: the key has counted all the while")
    func limit() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 2)
            let id = try await platform.makeKey(in: admin).id
            _ = try await platform.makeKey(in: admin)
            expectStatus(try await platform.ask(.disable, id, in: admin), 200)
            expectProblem(try await platform.ask(.duplicate, id, in: admin), 409, "KEY_LIMIT_REACHED")
            expectStatus(try await platform.ask(.enable, id, in: admin), 200)
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("a disabled key that has expired meanwhile cannot be enabled")
    func expired() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin, ["expires_at": "2027-01-15T12:00:10Z"])
            expectStatus(try await platform.ask(.disable, id, in: admin), 200)
            clock.advance(by: .seconds(10))
            let reply = try await platform.ask(.enable, id, in: admin)
            expectProblem(reply, 409, "CONFLICT")
            #expect(reply["key_status"] == "EXPIRED")
            #expect(reply.string("detail") == "There is no way to enable a key that is EXPIRED.")
            let verdict = try await platform.verdict(secret)
            #expect(verdict == "EXPIRED")
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("disabling and enabling at once leave one state or the other, each change of which is told once")
    func race() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            let replies = try await atOnce(40) { number in
                try await platform.ask(number.isMultiple(of: 2) ? .disable : .enable, id, in: admin)
            }
            #expect(replies.allSatisfy { $0.status == 200 })
            try await platform.expectConsistent(admin.id)

            let changes = try await platform.auditTrail(of: admin.id).map { try JSON(parsing: Array($0.row.utf8)) }
                .filter { ["key.disable", "key.enable"].contains($0["action"]) }
            #expect(changes.first?["action"] == "key.disable")
            for (earlier, later) in zip(changes, changes.dropFirst()) {
                #expect(earlier["action"] != later["action"])
                #expect(earlier["after"] == later["before"])
            }
            let status = try await platform.read(id, in: admin).string("status")
            #expect(status == changes.last?["after"]?["status"]?.asString)
            let verdict = try await platform.verdict(secret)
            #expect(verdict == (status == "ACTIVE" ? "VALID" : "DISABLED"))
        }
    }
}
