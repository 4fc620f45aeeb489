import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/keys/{key}/rotate")
struct RotateKeyTests {
    @Test("gives the same key another secret, and ends the one before at once")
    func rotates() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, first) = try await platform.makeKey(in: admin)
            let before = try await platform.read(id, in: admin)

            let reply = try await platform.ask(.rotate, id, in: admin)
            expectStatus(reply, 200)
            #expect(reply.headers.first(name: "ETag") == "\"2\"")
            #expect(reply.headers.first(name: "Cache-Control") == "no-store")
            expectReceipt(reply["receipt"])
            let second = try #require(reply.string("secret"))
            #expect(second != first)
            #expect(second.wholeMatch(of: /biz_live_[0-9A-Za-z]{65}/) != nil)
            #expect(reply.string("key", "prefix") == second.prefix("biz_live_".count + 16) + "…")
            #expect(reply["key", "previous_secret"] == .null)
            #expect(reply.string("key", "updated_by", "name") == "Test Person")
            for member in ["id", "name", "scopes", "status", "environment", "expires_at", "created_at", "created_by"] {
                #expect(reply["key", member] == before[member], "\(member)")
            }
            let verdicts = [try await platform.verdict(first), try await platform.verdict(second)]
            #expect(verdicts == ["ROTATED", "VALID"])

            let read = try await platform.read(id, in: admin)
            #expect(try read.json == reply["key"])
            let events = try await platform.audited("key.rotate", of: admin.id)
            #expect(events.count == 1)
            #expect(events.first?["before"]?["prefix"] == before["prefix"])
            #expect(events.first?["after"]?["prefix"] == reply["key", "prefix"])
            for row in try await platform.auditTrail(of: admin.id) {
                #expect(!row.row.contains(first.suffix(49)) && !row.row.contains(second.suffix(49)))
            }
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("with a grace both secrets work until it ends, and the key says so")
    func grace() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let (id, first) = try await platform.makeKey(in: admin, ["environment": "TEST"])
            let prefix = try #require(try await platform.read(id, in: admin).string("prefix"))
            let reply = try await platform.ask(.rotate, id, in: admin, ["grace_seconds": 3600])
            expectStatus(reply, 200)
            let second = try #require(reply.string("secret"))
            #expect(second.hasPrefix("sk_test_"))
            let previous: JSON = ["prefix": .string(prefix), "valid_until": "2027-01-15T13:00:00.000Z"]
            #expect(reply["key", "previous_secret"] == previous)

            clock.advance(by: .seconds(3600) - .microseconds(1))
            var read = try await platform.read(id, in: admin)
            #expect(read["previous_secret"] == previous)
            var verdicts = [try await platform.verdict(first), try await platform.verdict(second)]
            #expect(verdicts == ["VALID", "VALID"])

            clock.advance(by: .microseconds(1))
            read = try await platform.read(id, in: admin)
            #expect(read["previous_secret"] == .null)
            verdicts = [try await platform.verdict(first), try await platform.verdict(second)]
            #expect(verdicts == ["ROTATED", "VALID"])
            let list = try await platform.send(.GET, admin.path + "/keys", token: admin.token)
            #expect(list["data", "0", "previous_secret"] == .null)
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("no grace outlives the key: from its end on both secrets are refused")
    func graceEndsWithKey() async throws {
        let clock = TestClock(try .at("2028-02-29T10:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let (id, first) = try await platform.makeKey(in: admin, ["expires_on": "2028-03-01"])
            let reply = try await platform.ask(.rotate, id, in: admin, ["grace_seconds": 86_400])
            expectStatus(reply, 200)
            let second = try #require(reply.string("secret"))
            #expect(reply["key", "previous_secret", "valid_until"] == "2028-03-01T00:00:00.000Z")
            #expect(reply["key", "expires_at"] == "2028-03-01T00:00:00.000Z")
            try await platform.expectConsistent(admin.id)

            clock.move(to: try .at("2028-02-29T23:59:59.999Z"))
            var verdicts = [try await platform.verdict(first), try await platform.verdict(second)]
            #expect(verdicts == ["VALID", "VALID"])
            clock.move(to: try .at("2028-03-01T00:00:00Z"))
            verdicts = [try await platform.verdict(first), try await platform.verdict(second)]
            #expect(verdicts == ["ROTATED", "EXPIRED"])
        }
    }

    @Test("rotating during a grace ends the older secret at once; what it replaces has its own grace")
    func duringGrace() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin("partner-portal")
            let (id, first) = try await platform.makeKey(in: admin)
            let second = try #require(
                try await platform.ask(.rotate, id, in: admin, ["grace_seconds": 3600]).string("secret")
            )
            clock.advance(by: .seconds(60))
            let reply = try await platform.ask(.rotate, id, in: admin, ["grace_seconds": 600])
            let third = try #require(reply.string("secret"))
            #expect(reply["key", "previous_secret", "valid_until"] == "2027-01-15T12:11:00.000Z")
            #expect(reply.string("key", "previous_secret", "prefix") == second.prefix("ptn_live_".count + 16) + "…")
            let told = { () async throws in
                [
                    try await platform.verdict(first), try await platform.verdict(second),
                    try await platform.verdict(third),
                ]
            }
            #expect(try await told() == ["ROTATED", "VALID", "VALID"])
            try await platform.expectConsistent(admin.id)

            // One at once ends the one in grace too.
            let last = try await platform.ask(.rotate, id, in: admin, ["grace_seconds": 0])
            #expect(last["key", "previous_secret"] == .null)
            #expect(try await told() == ["ROTATED", "ROTATED", "ROTATED"])
            #expect(last.headers.first(name: "ETag") == "\"4\"")
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("revoking ends both secrets, and the key no longer has a previous one")
    func revoked() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let (id, first) = try await platform.makeKey(in: admin)
            let rotated = try await platform.ask(.rotate, id, in: admin, ["grace_seconds": 3600])
            let second = try #require(rotated.string("secret"))
            let revoked = try await platform.ask(.revoke, id, in: admin)
            #expect(revoked["key", "previous_secret"] == .null)
            let verdicts = [try await platform.verdict(first), try await platform.verdict(second)]
            #expect(verdicts == ["REVOKED", "REVOKED"])
            try await platform.expectConsistent(admin.id)
        }
    }

    /// By preset: how long a grace can be, in seconds.
    static let graces: [(String, Int64)] = [
        ("partner-portal", 86_400), ("enterprise-dashboard", 86_400), ("merchant-portal", 86_400),
        ("tenant-settings", 0), ("business-integrations", 0),
    ]

    @Test("a grace is as long as the policy lets it be, and no longer", arguments: graces)
    func longestGrace(preset: String, most: Int64) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(preset)
            let (id, secret) = try await platform.makePortalKey(in: admin, preset)
            for wrong in [most + 1, 31_536_000] {
                let reply = try await platform.ask(.rotate, id, in: admin, ["grace_seconds": .integer(wrong)])
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/grace_seconds NOT_ALLOWED_BY_POLICY"])
            }
            let reply = try await platform.ask(.rotate, id, in: admin, ["grace_seconds": .integer(most)])
            expectStatus(reply, 200)
            let verdict = try await platform.verdict(secret)
            #expect(verdict == (most == 0 ? "ROTATED" : "VALID"))
        }
    }

    @Test("everything that is wrong is named at once, and nothing is rotated")
    func namesEverything() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let (id, secret) = try await platform.makeKey(in: admin)
            let wrong: [(JSON, [String])] = [
                (
                    ["grace_seconds": "60", "expires_at": 5, "grace": 1],
                    ["/grace_seconds WRONG_TYPE", "/expires_at WRONG_TYPE", "/grace UNKNOWN_FIELD"]
                ),
                (["grace_seconds": -1], ["/grace_seconds OUT_OF_RANGE"]),
                (["grace_seconds": 0.5], ["/grace_seconds WRONG_TYPE"]),
                (
                    ["grace_seconds": 86_401, "expires_on": "2030-01-31"],
                    ["/grace_seconds NOT_ALLOWED_BY_POLICY", "/expires_on NOT_ALLOWED_BY_POLICY"]
                ),
                (["name": "x"], ["/name UNKNOWN_FIELD"]),
            ]
            for (body, errors) in wrong {
                let reply = try await platform.ask(.rotate, id, in: admin, body)
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            let verdict = try await platform.verdict(secret)
            #expect(verdict == "VALID")
        }
    }

    @Test("where a rotation sets the expiry, it can be moved to and fro; unsent it stays")
    func newExpiry() async throws {
        let clock = TestClock(try .at("2028-02-28T23:59:59.999Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let group = try await platform.makeGroup(in: admin, scopes: ["customers:read"])
            let (id, _) = try await platform.makeKey(in: admin, group: group, ["expires_on": "2028-12-31"])
            let moved = try await platform.ask(.rotate, id, in: admin, ["expires_on": "2028-02-29"])
            expectStatus(moved, 200)
            #expect(moved["key", "expires_at"] == "2028-03-01T00:00:00.000Z")
            #expect(moved["key", "expiration"] == "EXPIRING_SOON")
            let kept = try await platform.ask(.rotate, id, in: admin, ["expires_at": nil])
            #expect(kept["key", "expires_at"] == "2028-03-01T00:00:00.000Z")
            let secret = try #require(kept.string("secret"))

            for (body, error) in [
                (["expires_on": "2028-02-27"], "/expires_on NOT_IN_FUTURE"),
                (["expires_on": "2027-02-29"], "/expires_on INVALID_DATE"),
                (["expires_in": "30"], "/expires_in INVALID_PERIOD"),
                (["grace_seconds": 1], "/grace_seconds NOT_ALLOWED_BY_POLICY"),
            ] as [(JSON, String)] {
                let reply = try await platform.ask(.rotate, id, in: admin, body)
                expectProblem(reply, 422, "VALIDATION_FAILED", [error])
            }
            let both = try await platform.ask(
                .rotate,
                id,
                in: admin,
                ["expires_in": "30d", "expires_on": "2028-12-31"]
            )
            let errors = ["/expires_in MUTUALLY_EXCLUSIVE", "/expires_on MUTUALLY_EXCLUSIVE"]
            expectProblem(both, 422, "VALIDATION_FAILED", errors)

            clock.move(to: try .at("2028-02-29T23:59:59.999Z"))
            var verdict = try await platform.verdict(secret)
            #expect(verdict == "VALID")
            clock.move(to: try .at("2028-03-01T00:00:00Z"))
            verdict = try await platform.verdict(secret)
            #expect(verdict == "EXPIRED")
            let token = try await platform.signIn(admin.person)
            let late = try await platform.ask(.rotate, id, in: admin, ["expires_in": "30d"], token: token)
            expectProblem(late, 409, "CONFLICT")
        }
    }

    @Test("a grace ends with the new expiry when that is the earlier")
    func newExpiryEndsGrace() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            try await platform.amendPolicy(of: admin.id, "rotation_grace_max = 3600, rotation_sets_expiry = true")
            let (id, first) = try await platform.makeKey(in: admin)
            let reply = try await platform.ask(
                .rotate,
                id,
                in: admin,
                ["grace_seconds": 3600, "expires_at": "2027-01-15T12:00:10Z"]
            )
            #expect(reply["key", "previous_secret", "valid_until"] == "2027-01-15T12:00:10.000Z")
            try await platform.expectConsistent(admin.id)
            clock.advance(by: .seconds(10))
            let verdict = try await platform.verdict(first)
            #expect(verdict == "ROTATED")
        }
    }

    @Test("a key keeps the prefix that it was made with, whatever the policy's is now")
    func keepsPrefix() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            try await platform.amendPolicy(of: admin.id, "secret_prefix = 'new'")
            let reply = try await platform.ask(.rotate, id, in: admin)
            #expect(reply.string("secret")?.hasPrefix("biz_live_") == true)
            let made = try await platform.makeKey(in: admin).secret
            #expect(made.hasPrefix("new_live_"))
        }
    }

    @Test("the secret of a key that can do more than the actor grants is not handed to them")
    func ceiling() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let bounded = try await platform.makeBounded(in: cast.admin, role: .advisor, to: ["customers:read"])
            let (wide, secret) = try await platform.makeKey(
                in: cast.admin,
                scopes: ["customers:read", "payments:write"]
            )
            let refused = try await platform.ask(.rotate, wide, in: bounded)
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
            #expect(refused["missing_scopes"] == ["payments:write"])
            let verdict = try await platform.verdict(secret)
            #expect(verdict == "VALID")
            let narrow = try await platform.makeKey(in: cast.admin, scopes: ["customers:read"]).id
            expectStatus(try await platform.ask(.rotate, narrow, in: bounded), 200)
        }
    }

    @Test("asked again under the same idempotency key answers the same secret, and rotates once")
    func replay() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, _) = try await platform.makeKey(in: admin)
            let rotate = {
                try await platform.ask(.rotate, id, in: admin, [:], headers: ["Idempotency-Key": "rotate-1"])
            }
            let (first, second) = (try await rotate(), try await rotate())
            expectStatus(second, 200)
            #expect(second["secret"] == first["secret"])
            #expect(second["key"] == first["key"])
            expectReceipt(second["receipt"])
            #expect(second.headers.first(name: "ETag") == "\"2\"")
            #expect(second.headers.first(name: "Idempotent-Replayed") == "true")
            let events = try await platform.audited("key.rotate", of: admin.id)
            #expect(events.count == 1)
        }
    }

    @Test("of rotations that name the same version one succeeds, and the others are told")
    func sameVersion() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let (id, first) = try await platform.makeKey(in: admin)
            for round in 1...3 {
                let replies = try await atOnce(6) { _ in
                    try await platform.ask(
                        .rotate,
                        id,
                        in: admin,
                        ["grace_seconds": 60],
                        headers: ["If-Match": "\"\(round)\""]
                    )
                }
                #expect(replies.count { $0.status == 200 } == 1)
                for reply in replies where reply.status != 200 { expectProblem(reply, 412, "PRECONDITION_FAILED") }
                try await platform.expectConsistent(admin.id)
                let secret = try #require(replies.compactMap { $0.string("secret") }.first)
                let verdict = try await platform.verdict(secret)
                #expect(verdict == "VALID")
            }
            let verdict = try await platform.verdict(first)
            #expect(verdict == "ROTATED")
        }
    }

    @Test("of rotations that name no version the last one's secret works, and at most the one before")
    func anyVersion() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let (id, first) = try await platform.makeKey(in: admin)
            let replies = try await atOnce(8) { _ in
                try await platform.ask(.rotate, id, in: admin, ["grace_seconds": 600])
            }
            #expect(replies.allSatisfy { $0.status == 200 })
            let read = try await platform.read(id, in: admin)
            let shown = [read.string("prefix"), read.string("previous_secret", "prefix")]
            for secret in [first] + replies.compactMap({ $0.string("secret") }) {
                let isShown = shown.contains { $0.map { secret.hasPrefix($0.dropLast()) } == true }
                let verdict = try await platform.verdict(secret)
                #expect(verdict == (isShown ? "VALID" : "ROTATED"))
            }
            #expect(read.headers.first(name: "ETag") == "\"9\"")
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("rotated and revoked at once, a key ends revoked, with every secret that it ever had", arguments: 0..<4)
    func raceWithRevoke(round: Int) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let (id, first) = try await platform.makeKey(in: admin)
            let replies = try await atOnce(6) { number in
                number == 3
                    ? try await platform.ask(.revoke, id, in: admin)
                    : try await platform.ask(.rotate, id, in: admin, ["grace_seconds": 600])
            }
            for reply in replies where reply.status != 200 { expectProblem(reply, 409, "CONFLICT") }
            #expect(replies.contains { $0.string("key", "status") == "REVOKED" })
            let read = try await platform.read(id, in: admin)
            #expect(read.string("status") == "REVOKED")
            for secret in [first] + replies.compactMap({ $0.string("secret") }) {
                let verdict = try await platform.verdict(secret)
                #expect(verdict == "REVOKED")
            }
            try await platform.expectConsistent(admin.id)
        }
    }
}
