import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/keys/{key}/disable")
struct DisableKeyTests {
    @Test("a disabled key says since when and by whom, and both its secrets are refused until it is enabled")
    func disables() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let (id, first) = try await platform.makeKey(in: admin)
            let rotated = try await platform.ask(.rotate, id, in: admin, ["grace_seconds": 3600])
            let second = try #require(rotated.string("secret"))

            let reply = try await platform.ask(.disable, id, in: admin)
            expectStatus(reply, 200)
            #expect(reply.headers.first(name: "ETag") == rotated.headers.first(name: "ETag"))
            #expect(reply.string("key", "status") == "DISABLED")
            #expect(reply["key", "disabled_at"] == reply["key", "updated_at"])
            #expect(reply.string("key", "updated_by", "name") == "Test Person")
            expectReceipt(reply["receipt"])
            let read = try await platform.read(id, in: admin)
            #expect(try read.json == reply["key"])
            for secret in [first, second] {
                let verdict = try await platform.verdict(secret)
                #expect(verdict == "DISABLED")
            }

            expectStatus(try await platform.ask(.enable, id, in: admin), 200)
            for secret in [first, second] {
                let verdict = try await platform.verdict(secret)
                #expect(verdict == "VALID")
            }
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("disabling twice is answered with a receipt, and changes nothing more")
    func twice() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            let first = try await platform.ask(.disable, id, in: admin)
            let second = try await platform.ask(.disable, id, in: admin, [:])
            expectStatus(second, 200)
            #expect(second["key"] == first["key"])
            expectReceipt(second["receipt"])
            let events = try await platform.audited("key.disable", of: admin.id)
            #expect(events.count == 1)
            #expect(events.first?["before"]?["status"] == "ACTIVE")
            #expect(events.first?["after"]?["status"] == "DISABLED")
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("of many at once one counts")
    func concurrency() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            let replies = try await atOnce(30) { _ in try await platform.ask(.disable, id, in: admin) }
            #expect(replies.allSatisfy { $0.status == 200 })
            #expect(Set(replies.compactMap { $0.string("key", "disabled_at") }).count == 1)
            let events = try await platform.audited("key.disable", of: admin.id)
            #expect(events.count == 1)
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("a key that is disabled when it is revoked is no longer among the disabled ones")
    func revoked() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("merchant-portal")
            let (id, secret) = try await platform.makeKey(in: admin)
            expectProblem(try await platform.ask(.revoke, id, in: admin), 409, "KEY_NOT_DISABLED")
            expectStatus(try await platform.ask(.disable, id, in: admin), 200)
            try await platform.expectConsistent(admin.id)
            expectStatus(try await platform.ask(.revoke, id, in: admin), 200)
            try await platform.expectConsistent(admin.id)
            let verdict = try await platform.verdict(secret)
            #expect(verdict == "REVOKED")
        }
    }

    @Test("takes no fields")
    func noFields() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            for ask in [Ask.disable, .enable] {
                let reply = try await platform.ask(ask, id, in: admin, ["reason": "x"])
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/reason UNKNOWN_FIELD"])
            }
            let read = try await platform.read(id, in: admin)
            #expect(read.string("status") == "ACTIVE")
        }
    }
}
