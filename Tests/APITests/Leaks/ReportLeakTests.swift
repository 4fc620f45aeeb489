import Domain
import NIOHTTP1
import Operations
import Postgres
import TestSupport
import Testing

@Suite("POST /v1/leaks")
struct ReportLeakTests {
    private static let place: JSON = "https://paste.example/raw/1?secret=2"

    @Test("stops the key before it is answered, tells the tenant, and says in the audit trail where it was found")
    func stops() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            try await platform.listen(to: admin.id)
            #expect(try await platform.verdict(secret) == "VALID")
            let comment = JSON.string("It is \(secret).")
            let reply = try await platform.report(["key": .string(secret), "url": Self.place, "comment": comment])
            expectStatus(reply, 200)
            #expect(try reply.json == ["status": "REPORTED"])
            #expect(try await platform.verdict(secret) == "DISABLED")

            let read = try await platform.read(id, in: admin)
            #expect(read.string("status") == "DISABLED" && read["updated_by"] == .null)
            let leak = try #require(try await platform.audited("key.leak", of: admin.id).first)
            #expect(leak["object"] == .string(id) && leak["actor"] == .null && leak["ip"] == "127.0.0.1")
            #expect(leak["after"]?["url"] == "https://paste.example/raw/1" && leak["after"]?["reported_by"] == "ANYONE")
            #expect(leak["after"]?["secret"] == read["prefix"])
            let disabled = try #require(try await platform.audited("key.disable", of: admin.id).first)
            #expect(disabled["actor"] == .null && disabled["after"]?["status"] == "DISABLED")
            #expect(disabled["reason"] == "Its secret was found at https://paste.example/raw/1.")

            let events = try await platform.events()
            #expect(events.compactMap { $0["type"] } == ["api_key.leaked", "api_key.disabled"])
            #expect(events.first?["data"]?["leak"]?["url"] == "https://paste.example/raw/1")
            #expect(events.first?["data"]?["id"] == .string(id))
            try await platform.expectConsistent(admin.id)
            try await platform.expectNowhere(secret)
        }
    }

    @Test("revokes it where the policy says so, a disabled one too, whatever it says of disabling first")
    func revokes() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("merchant-portal")
            let staff = try await platform.makeStaff(.superUser)
            let edited = try await platform.send(
                .PATCH,
                admin.path + "/policy",
                ["leaked_keys": "REVOKE"],
                token: staff,
                headers: ["If-Match": "*", "Latchkey-Reason": "test"]
            )
            expectStatus(edited, 200)
            #expect(edited.string("leaked_keys") == "REVOKE")
            let (active, secret) = try await platform.makeKey(in: admin)
            let (disabled, other) = try await platform.makeKey(in: admin)
            try await platform.disable(key: disabled)
            for (id, secret) in [(active, secret), (disabled, other)] {
                expectStatus(try await platform.report(["key": .string(secret)]), 200)
                #expect(try await platform.verdict(secret) == "REVOKED")
                let read = try await platform.read(id, in: admin)
                #expect(read.string("revocation_reason") == "Its secret was found where it should not be.")
            }
            let compromised = try await platform.database.strings("SELECT compromised FROM keys")
            #expect(compromised == ["true", "true"])
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("a policy has DISABLE unless it says otherwise, and nothing that there is not")
    func policy() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let staff = try await platform.makeStaff(.superUser)
            let read = try await platform.send(.GET, admin.path + "/policy", token: admin.token)
            #expect(read.string("leaked_keys") == "DISABLE")
            for wrong in ["IGNORE", nil, 1] as [JSON] {
                let reply = try await platform.send(
                    .PATCH,
                    admin.path + "/policy",
                    ["leaked_keys": wrong],
                    token: staff,
                    headers: ["If-Match": "*", "Latchkey-Reason": "test"]
                )
                expectProblem(reply, 422, "VALIDATION_FAILED")
                #expect(reply.pointers == ["/leaked_keys"])
            }
        }
    }

    @Test("again from one place changes nothing, from others only so often, and stops a key that was enabled again")
    func again() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            for _ in 0..<3 {
                expectStatus(try await platform.report(["key": .string(secret), "url": Self.place]), 200)
            }
            var actions = try await platform.actions(on: id, of: admin.id)
            #expect(actions == ["key.create", "key.leak", "key.disable"])
            for number in 0..<15 {
                let url = JSON.string("https://paste.example/raw/\(number + 2)")
                expectStatus(try await platform.report(["key": .string(secret), "url": url]), 200)
            }
            actions = try await platform.actions(on: id, of: admin.id)
            #expect(actions.count { $0 == "key.leak" } == 10 && actions.count == 12)

            expectStatus(try await platform.ask(.enable, id, in: admin), 200)
            expectStatus(try await platform.report(["key": .string(secret), "url": Self.place]), 200)
            #expect(try await platform.verdict(secret) == "DISABLED")
            actions = try await platform.actions(on: id, of: admin.id)
            #expect(actions.suffix(2) == ["key.enable", "key.disable"])
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("a hundred at once stop the key once, and are recorded once")
    func atTheSameTime() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            let replies = try await atOnce(40) { _ in try await platform.report(["key": .string(secret)]) }
            #expect(replies.allSatisfy { $0.status == 200 })
            #expect(try await platform.actions(on: id, of: admin.id) == ["key.create", "key.leak", "key.disable"])
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("a secret in its grace stops the key; one that a rotation has ended is told of, and stops nothing")
    func rotated() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("partner-portal")
            let (graced, first) = try await platform.makeKey(in: admin)
            let (ended, second) = try await platform.makeKey(in: admin)
            expectStatus(try await platform.ask(.rotate, graced, in: admin, ["grace_seconds": 3600]), 200)
            let rotation = try await platform.ask(.rotate, ended, in: admin)
            let fresh = try #require(rotation.string("secret"))
            for secret in [first, second] { expectStatus(try await platform.report(["key": .string(secret)]), 200) }
            #expect(try await platform.verdict(first) == "DISABLED")
            #expect(try await platform.verdict(second) == "ROTATED")
            #expect(try await platform.verdict(fresh) == "VALID")
            #expect(try await platform.actions(on: ended, of: admin.id).suffix(1) == ["key.leak"])
        }
    }

    @Test("a suspended tenant's key is stopped too; what has ended already is recorded, and nothing more")
    func states() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (live, secret) = try await platform.makeKey(in: admin)
            let (revoked, dead) = try await platform.makeKey(in: admin)
            expectStatus(try await platform.ask(.revoke, revoked, in: admin), 200)
            try await platform.suspend(admin.id)
            for secret in [secret, dead] { expectStatus(try await platform.report(["key": .string(secret)]), 200) }
            #expect(try await platform.actions(on: live, of: admin.id).suffix(2) == ["key.leak", "key.disable"])
            #expect(try await platform.actions(on: revoked, of: admin.id).suffix(2) == ["key.revoke", "key.leak"])
        }
    }

    @Test("is answered alike for a key that is there and for one that is not, and refused for what is no key at all")
    func unknown() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            let known = try await platform.report(["key": .string(secret)])
            let kid = try #require(KeyString.parse(secret)?.kid)
            let route = try #require(kid.route)
            let nobodys = KeyString.mint(prefix: "biz", environment: .live, route: route, using: .system)
            let nowhere = TenantRoute.make(using: .system)
            let elsewhere = KeyString.mint(prefix: "biz", environment: .live, route: nowhere, using: .system)
            for key in [nobodys, elsewhere, .forged(of: secret)] {
                let reply = try await platform.report(["key": .string(key.whole.expose())])
                #expect(reply.fingerprint == known.fingerprint)
            }
            let trail = try await platform.actions(on: id, of: admin.id)
            #expect(trail == ["key.create", "key.leak", "key.disable"])
            for text in ["", "x", String(secret.dropLast()), secret + "a", String(repeating: "a", count: 10_000)] {
                let reply = try await platform.report(["key": .string(text)])
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/key NOT_A_KEY"])
                #expect(text.isEmpty || !reply.text.contains("\"\(text)\""))
            }
        }
    }

    @Test("everything that is wrong is named at once, and nothing is stopped")
    func namesEverything() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (_, secret) = try await platform.makeKey(in: admin)
            let reply = try await platform.report(
                ["key": .string(secret), "url": "ftp://x.example", "comment": "a\u{202E}", "source": "x"]
            )
            expectProblem(
                reply,
                422,
                "VALIDATION_FAILED",
                ["/url INVALID_URL", "/comment INVALID_CHARACTER", "/source UNKNOWN_FIELD"]
            )
            expectProblem(try await platform.report([:]), 422, "VALIDATION_FAILED", ["/key REQUIRED"])
            #expect(try await platform.verdict(secret) == "VALID")
        }
    }

    @Test("has so many tries from one place, right ones too, and takes none from those who sign in")
    func throttled() async throws {
        try await withPlatform(throttle: Throttle { .zero }) { platform in
            let admin = try await platform.makeAdmin()
            let (_, secret) = try await platform.makeKey(in: admin)
            for _ in 0..<100 { expectStatus(try await platform.report(["key": .string(secret)]), 200) }
            let reply = try await platform.report(["key": .string(secret)])
            expectProblem(reply, 429, "TOO_MANY_REQUESTS")
            #expect(reply.headers.contains(name: "Retry-After"))
            let revoke = try await platform.send(.POST, "/v1/keys/revoke", ["key": .string(secret)])
            expectProblem(revoke, 429, "TOO_MANY_REQUESTS")
            _ = try await platform.signIn(admin.person)
        }
    }
}

extension TestPlatform {
    func report(_ body: JSON) async throws -> HTTPReply {
        try await send(.POST, "/v1/leaks", body)
    }

    /// The actions on a key in its tenant's audit trail.
    func actions(on key: String, of tenant: String) async throws -> [String] {
        try await auditTrail(of: tenant).map { try JSON(parsing: Array($0.row.utf8)) }
            .filter { $0["object"] == .string(key) }.compactMap { $0["action"]?.asString }
    }

    /// An endpoint for every event that there is.
    func listen(to tenant: String) async throws {
        let id: ID<Tenant> = try #require(ID(tenant))
        let events = WebhookEvent.Kind.chosen.map(\.rawValue)
        try await database.run(
            """
            INSERT INTO webhook_endpoints (tenant_id, id, url, description, events, pepper_id, secret, created_at, created_by,
                updated_at)
            VALUES (\(id), \(id), 'https://hooks.example', '', \(events), 1, 'x', clock_timestamp(), \(id), clock_timestamp())
            """
        )
    }

    /// What endpoints are told, in the order of the changes.
    func events() async throws -> [JSON] {
        try await database.strings(
            "SELECT o.body FROM outbox o JOIN audit_events a ON a.tenant_id = o.tenant_id AND a.id = o.id ORDER BY a.seq"
        ).map { try JSON(parsing: Array($0.utf8)) }
    }

    /// The secret part of a key stands in no row.
    func expectNowhere(_ secret: String) async throws {
        let part = String(secret.suffix(49))
        for table in ["audit_events", "outbox", "keys", "key_secrets", "idempotency"] {
            let rows = try await database.strings("SELECT t::text FROM \(table) t")
            #expect(!rows.contains { $0.contains(part) }, "\(table)")
        }
    }
}

extension KeyString {
    /// Another secret behind the public part of this one.
    static func forged(of text: String) -> KeyString {
        let body = text.dropLast(49) + Base62.random(43, using: .system)
        let whole = body + Base62.encode(CRC32.checksum(body.utf8))
        guard let key = parse(String(whole)) else { preconditionFailure("a key with its checksum is well-formed") }
        return key
    }
}
