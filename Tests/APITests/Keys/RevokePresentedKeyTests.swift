import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("POST /v1/keys/revoke")
struct RevokePresentedKeyTests {
    @Test("whoever holds a key ends it, with a receipt; nobody is named, and its tenant is told")
    func revokes() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            try await platform.listen(to: admin.id)
            let reply = try await platform.revoke(secret, because: "I pasted \(secret) into a chat.")
            expectStatus(reply, 200)
            let shown = JSON.string(try #require(KeyString.parse(secret)).description)
            #expect(reply["key"] == ["id": .string(id), "prefix": shown, "status": "REVOKED"])
            expectReceipt(reply["receipt"])
            #expect(!reply.text.contains(secret.suffix(49)))
            #expect(try await platform.verdict(secret) == "REVOKED")

            let read = try await platform.read(id, in: admin)
            #expect(read["revocation_reason"] == .string("I pasted \(secret.prefix(25))… into a chat."))
            #expect(read["updated_by"] == .null)
            let row = try #require(try await platform.audited("key.revoke", of: admin.id).first)
            #expect(row["actor"] == .null && row["ip"] == "127.0.0.1")
            #expect(row["reason"] == "Asked for by whoever holds its secret.")
            #expect(row["after"]?["revocation"]?["compromised"] == true)
            #expect(try await platform.events().compactMap { $0["type"] } == ["api_key.revoked"])
            try await platform.expectConsistent(admin.id)
            try await platform.expectNowhere(secret)
        }
    }

    @Test("again it gets a fresh receipt, and nothing more happens")
    func again() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            let first = try await platform.revoke(secret)
            let second = try await platform.revoke(secret, because: "Another reason")
            expectStatus(second, 200)
            #expect(first["key"] == second["key"])
            expectReceipt(second["receipt"])
            #expect(try await platform.actions(on: id, of: admin.id) == ["key.create", "key.revoke"])
            let read = try await platform.read(id, in: admin)
            #expect(read.string("revocation_reason") == "Revoked by whoever holds its secret.")
        }
    }

    @Test("a key in any state is ended, one that its policy wants disabled first and a suspended tenant's too")
    func states() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("merchant-portal")
            let active = try await platform.makeKey(in: admin)
            let disabled = try await platform.makeKey(in: admin)
            let suspended = try await platform.makeKey(in: admin)
            try await platform.disable(key: disabled.id)
            for key in [active, disabled] { expectStatus(try await platform.revoke(key.secret), 200) }
            try await platform.suspend(admin.id)
            expectStatus(try await platform.revoke(suspended.secret), 200)
            #expect(try await platform.database.strings("SELECT count(*) FROM keys WHERE revoked_at IS NULL") == ["0"])
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("the secret before is as good during its grace, and none once a rotation has ended it")
    func rotated() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("partner-portal")
            let (graced, first) = try await platform.makeKey(in: admin)
            let (ended, second) = try await platform.makeKey(in: admin)
            expectStatus(try await platform.ask(.rotate, graced, in: admin, ["grace_seconds": 3600]), 200)
            expectStatus(try await platform.ask(.rotate, ended, in: admin), 200)
            for _ in 0..<2 { expectStatus(try await platform.revoke(first), 200) }
            expectProblem(try await platform.revoke(second), 422, "VALIDATION_FAILED", ["/key UNKNOWN_KEY"])
            #expect(try await platform.read(graced, in: admin).string("status") == "REVOKED")
            #expect(try await platform.read(ended, in: admin).string("status") == "ACTIVE")
        }
    }

    @Test("whatever is no living secret is refused alike")
    func unknown() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("partner-portal")
            let (id, secret) = try await platform.makeKey(in: admin)
            let (ended, dead) = try await platform.makeKey(in: admin)
            expectStatus(try await platform.ask(.rotate, ended, in: admin), 200)
            let route = try #require(KeyString.parse(secret)?.route)
            let wrong = [
                "x", "", String(secret.dropLast()), secret + "\0", dead, KeyString.forged(of: secret).whole.expose(),
                KeyString.mint(prefix: "ptn", environment: .live, route: route, using: .system).whole.expose(),
                KeyString.mint(prefix: "ptn", environment: .test, route: .make(using: .system), using: .system).whole
                    .expose(),
            ]
            var fingerprints: Set<String> = []
            for text in wrong {
                let reply = try await platform.revoke(text)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/key UNKNOWN_KEY"])
                fingerprints.insert(reply.fingerprint)
            }
            #expect(fingerprints.count == 1)
            #expect(try await platform.read(id, in: admin).string("status") == "ACTIVE")
        }
    }

    @Test("an Idempotency-Key is left alone: nothing is kept of the request, and it can be sent again as it is")
    func idempotency() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (_, secret) = try await platform.makeKey(in: admin)
            for _ in 0..<2 {
                let reply = try await platform.send(
                    .POST,
                    "/v1/keys/revoke",
                    ["key": .string(secret)],
                    headers: ["Idempotency-Key": "once"]
                )
                expectStatus(reply, 200)
                #expect(!reply.headers.contains(name: "Idempotent-Replayed"))
            }
            #expect(try await platform.database.strings("SELECT count(*) FROM idempotency") == ["0"])
        }
    }

    @Test("another site's page cannot make a browser ask")
    func crossSite() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (_, secret) = try await platform.makeKey(in: admin)
            for path in ["/v1/keys/revoke", "/v1/leaks"] {
                let reply = try await platform.send(
                    .POST,
                    path,
                    ["key": .string(secret)],
                    headers: ["Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"]
                )
                expectProblem(reply, 403, "CROSS_SITE")
            }
            #expect(try await platform.verdict(secret) == "VALID")
        }
    }
}

extension TestPlatform {
    fileprivate func revoke(_ secret: String, because reason: String? = nil) async throws -> HTTPReply {
        try await send(
            .POST,
            "/v1/keys/revoke",
            ["key": .string(secret), "reason": reason.map(JSON.string) ?? nil]
        )
    }
}
