import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("An Idempotency-Key")
struct IdempotencyTests {
    @Test("is answered the same again, the secret too, and nothing is done twice")
    func replays() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 1)
            let first = try await platform.repeatable(.make("Till"), in: admin)
            expectStatus(first, 201)
            #expect(!first.headers.contains(name: "Idempotent-Replayed"))
            for _ in 0..<2 {
                let again = try await platform.repeatable(.make("Till"), in: admin)
                expectStatus(again, 201)
                #expect(again.body == first.body)
                #expect(again.headers.first(name: "Idempotent-Replayed") == "true")
                #expect(again.headers["ETag"] == ["\"1\""])
                #expect(again.headers["ETag"] == first.headers["ETag"])
                #expect(again.headers.first(name: "Cache-Control") == "no-store")
            }
            let verdict = try await platform.verdict(try #require(first.string("secret")))
            #expect(verdict == "VALID")
            let counted = try await platform.database.strings(
                """
                SELECT (SELECT count(*) FROM keys) || ' ' || (SELECT count(*) FROM audit_events WHERE action = 'key.create')
                    || ' ' || (SELECT open_keys FROM tenant_state WHERE key_limit = 1)
                """
            )
            #expect(counted == ["1 1 1"])
        }
    }

    @Test("used with another body is refused, and nothing is done")
    func reused() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            expectStatus(try await platform.repeatable(.make("Till"), in: admin), 201)
            let other = try await platform.repeatable(.make("Tills"), in: admin)
            expectProblem(other, 422, "IDEMPOTENCY_KEY_REUSED")
            #expect(try await platform.database.strings("SELECT name FROM keys") == ["Till"])
        }
    }

    @Test("of another person, in another tenant or for another path is another key")
    func binding() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let sister = "/v1/tenants/" + (try await platform.makeTenant(parent: cast.partnerAdmin.id))
            let partner = cast.partnerAdmin.token
            var replies: [HTTPReply] = []
            for (path, token) in [(cast.path, cast.admin.token), (cast.path, partner), (sister, partner)] {
                replies.append(try await platform.repeatable(.make("Till"), at: path, token))
            }
            #expect(Set(replies.compactMap { $0.string("secret") }).count == 3)
            let made = replies.prefix(2).map { $0.string("key", "id") }
            for id in made {
                let id = try #require(id)
                let revoked = try await platform.repeatable(.revoke(id), in: cast.admin)
                #expect(revoked.string("key", "id") == id)
                replies.append(revoked)
            }
            #expect(!replies.contains { $0.headers.contains(name: "Idempotent-Replayed") })
        }
    }

    @Test("is remembered for 24 hours, and then is new")
    func lifetime() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let first = try await platform.repeatable(.make("Till"), in: admin)
            clock.advance(by: .seconds(24 * 3600) - .microseconds(1))
            let later = try await platform.signIn(admin.person)
            let again = try await platform.repeatable(.make("Till"), at: admin.path, later)
            #expect(again.body == first.body)
            clock.advance(by: .microseconds(1))
            let anew = try await platform.repeatable(.make("Till"), at: admin.path, later)
            expectStatus(anew, 201)
            #expect(!anew.headers.contains(name: "Idempotent-Replayed"))
            #expect(anew.string("secret") != first.string("secret"))
            let kept = try await platform.repeatable(.make("Till"), at: admin.path, later)
            #expect(kept.body == anew.body)
        }
    }

    @Test("leaves nothing behind when the request is refused: what was wrong can be put right under the same key")
    func refusals() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 0)
            let wrong = try await platform.repeatable(.make("x"), in: admin)
            expectProblem(wrong, 422, "VALIDATION_FAILED")
            let full = try await platform.repeatable(.make("Till"), in: admin)
            expectProblem(full, 409, "KEY_LIMIT_REACHED")
            #expect(try await platform.database.strings("SELECT count(*) FROM idempotency") == ["0"])
            try await platform.database.run("UPDATE tenant_state SET key_limit = 1 WHERE preset IS NOT NULL")
            expectStatus(try await platform.repeatable(.make("Till"), in: admin), 201)
        }
    }

    @Test("is no way around what somebody may no longer do")
    func authorizedAgain() async throws {
        try await withPlatform { platform in
            let changes: [(sql: Query, status: UInt, code: String)] = [
                ("UPDATE memberships SET expires_at = '2020-01-01'", 404, "NOT_FOUND"),
                ("UPDATE memberships SET role = 'MEMBER'", 403, "ROLE_FORBIDDEN"),
                ("UPDATE policies SET key_roles = '{ADVISOR}'", 403, "ROLE_FORBIDDEN"),
                ("UPDATE tenant_state SET suspended_at = last_now, suspended_by = 'STAFF'", 403, "TENANT_SUSPENDED"),
            ]
            for (change, status, code) in changes {
                let admin = try await platform.makeAdmin()
                let tenant: ID<Tenant> = try #require(ID(admin.id))
                expectStatus(try await platform.repeatable(.make("Till"), in: admin), 201)
                try await platform.database.run("\(fragment: change) WHERE tenant_id = \(tenant)")
                expectProblem(try await platform.repeatable(.make("Till"), in: admin), status, code)
            }
        }
    }

    @Test("that comes many times at once is acted on once")
    func concurrency() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for _ in 0..<6 { group.addTask { try await platform.repeatable(.make("Till"), in: admin) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.map(\.status) == Array(repeating: 201, count: 6))
            #expect(Set(replies.map(\.text)).count == 1)
            #expect(replies.count { $0.headers.contains(name: "Idempotent-Replayed") } == 5)
            #expect(try await platform.database.strings("SELECT count(*) FROM keys") == ["1"])
        }
    }

    @Test("of a request that is still being worked on is waited for two seconds, then told so")
    func inFlight() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let tenant: ID<Tenant> = try #require(ID(admin.id))
            let held = try await platform.database.owner.withTransaction { transaction in
                _ = try await transaction.query(
                    "SELECT FROM tenant_state WHERE tenant_id = \(tenant) FOR NO KEY UPDATE"
                )
                let first = Task { try await platform.repeatable(.make("Till"), in: admin) }
                #expect(try await eventually { try await platform.waitingForLocks == 1 })
                let start = ContinuousClock.now
                let second = try await platform.repeatable(.make("Till"), in: admin)
                #expect(ContinuousClock.now - start >= .seconds(2))
                expectProblem(second, 409, "IDEMPOTENCY_IN_FLIGHT")
                #expect(second.headers.first(name: "Retry-After") == "1")
                return first
            }
            let first = try await held.value
            expectStatus(first, 201)
            let third = try await platform.repeatable(.make("Till"), in: admin)
            #expect(third.body == first.body)
        }
    }

    @Test(
        "that is none is refused, behind who may not do it at all",
        arguments: ["", "a b", String(repeating: "a", count: 256)]
    )
    func malformed(_ key: String) async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let ask = { (path: String, token: String?) in
                try await platform.send(.POST, path, [:], token: token, headers: ["Idempotency-Key": key])
            }
            for path in [cast.path + "/keys", cast.path + "/authorization-groups"] {
                expectProblem(try await ask(path, nil), 401, "UNAUTHENTICATED")
                expectProblem(try await ask(path, cast.stranger.token), 404, "NOT_FOUND")
                expectProblem(try await ask(path, cast.member.token), 403, "ROLE_FORBIDDEN")
                let reply = try await ask(path, cast.admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/headers/Idempotency-Key INVALID_VALUE"])
            }
        }
    }

    @Test("sent twice is refused")
    func sentTwice() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let twice: HTTPHeaders = ["Idempotency-Key": "a", "idempotency-key": "a"]
            let reply = try await platform.send(.POST, admin.path + "/keys", [:], token: admin.token, headers: twice)
            expectProblem(reply, 400, "BAD_REQUEST")
        }
    }

    @Test("means nothing to signing in, nor to anything but POST")
    func ignored() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let form: JSON = [
                "email": .string(admin.person.email), "password": .string(admin.person.password), "transport": "BEARER",
            ]
            var tokens: Set<String> = []
            for key in ["a", "a", "not a key"] {
                let reply = try await platform.send(.POST, "/v1/sessions", form, headers: ["Idempotency-Key": key])
                tokens.insert(try #require(reply.string("token")))
            }
            #expect(tokens.count == 3)
            let read = try await platform.send(
                .GET,
                admin.path,
                token: admin.token,
                headers: ["Idempotency-Key": "not a key"]
            )
            expectStatus(read, 200)
            #expect(try await platform.database.strings("SELECT count(*) FROM idempotency") == ["0"])
        }
    }

    @Test("tells whoever has the database neither the secret nor what was sent, nor itself")
    func dump() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let made = try await platform.repeatable(.make("Till on the left"), in: admin)
            let rows = try await platform.database.strings("SELECT t FROM idempotency t").joined()
            #expect(rows.count > 500)
            let secret = try #require(made.string("secret"))
            for word in [secret, String(secret.suffix(49)), TestPlatform.idempotencyKey] {
                #expect(try await platform.database.places(of: word) == [], "\(word)")
            }
            let named = try await platform.database.places(of: "Till on the left")
            #expect(named.contains("public.keys") && !named.contains("public.idempotency"))
        }
    }

    @Test("under which a key was revoked is answered with a fresh receipt")
    func receipts() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            let first = try await platform.repeatable(.revoke(id), in: admin)
            let again = try await platform.repeatable(.revoke(id), in: admin)
            expectStatus(again, 200)
            #expect(again.headers.first(name: "Idempotent-Replayed") == "true")
            #expect(again["key"] == first["key"])
            for member in ["verifiers", "acknowledged", "lapsed", "took_ms"] {
                #expect(again["receipt", member] != nil)
            }
            let revocations = try await platform.database.strings(
                "SELECT count(*) FROM audit_events WHERE action = 'key.revoke'"
            )
            #expect(revocations == ["1"])
        }
    }

    @Test("makes room for itself: a tenant's answers older than 24 hours go with its next one")
    func housekeeping() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let (admin, neighbour) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            for tenant in [admin, neighbour] {
                expectStatus(try await platform.repeatable(.make("Till"), key: "one", in: tenant), 201)
            }
            clock.advance(by: .seconds(24 * 3600) + .microseconds(1))
            let later = try await platform.signIn(admin.person)
            expectStatus(try await platform.repeatable(.make("Till"), key: "two", at: admin.path, later), 201)
            let ages = try await platform.database.strings("SELECT count(*) FROM idempotency GROUP BY tenant_id")
            #expect(ages == ["1", "1"])
            let fresh = try await platform.database.strings(
                "SELECT count(*) FROM idempotency WHERE created_at >= '2027-01-16T12:00:00Z'"
            )
            #expect(fresh == ["1"])
        }
    }
}

@Suite("An Idempotency-Key with which a tenant is made")
struct IdempotentTenantTests {
    private let form: JSON = ["name": "A business", "kind": "BUSINESS", "policy": "business-integrations"]

    @Test("makes it once, and is the platform's")
    func replays() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let first = try await platform.makeBusiness(form, staff)
            let again = try await platform.makeBusiness(form, staff)
            for reply in [first, again] { expectStatus(reply, 201) }
            #expect(again.body == first.body)
            #expect(again.headers.first(name: "Idempotent-Replayed") == "true")
            #expect(again.headers["ETag"] == first.headers["ETag"])
            #expect(
                try await platform.database.strings("SELECT tenant_id FROM idempotency") == [
                    "00000000-0000-7000-8000-000000000000"
                ]
            )
            #expect(try await platform.database.strings("SELECT count(*) FROM tenants") == ["2"])
        }
    }

    @Test("is answered the same when the preset is no longer offered, and refused when the partner is suspended")
    func later() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let form = JSON.object([
                JSON.Member("name", "A shop"), JSON.Member("kind", "BUSINESS"),
                JSON.Member("parent_id", .string(partner.id)), JSON.Member("policy", "merchant-portal"),
            ])
            let first = try await platform.makeBusiness(form, partner.token)
            expectStatus(first, 201)
            try await platform.database.run("UPDATE policy_presets SET offered_to_partners = false")
            let again = try await platform.makeBusiness(form, partner.token)
            #expect(again.body == first.body)
            try await platform.suspend(partner.id)
            expectProblem(try await platform.makeBusiness(form, partner.token), 403, "TENANT_SUSPENDED")
        }
    }

    @Test("that is past its time makes one more, however often it comes at once")
    func concurrency() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let person = try await platform.operations.makeStaff(.superUser, "Test Staff")
            let early = try await platform.signIn(person)
            expectStatus(try await platform.makeBusiness(form, early), 201)
            clock.advance(by: .seconds(24 * 3600))
            let staff = try await platform.signIn(person)
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for _ in 0..<6 { group.addTask { try await platform.makeBusiness(form, staff) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(replies.compactMap { $0.string("id") }).count == 1)
            #expect(try await platform.database.strings("SELECT count(*) FROM tenants") == ["3"])
        }
    }
}

/// What can be asked for under an idempotency key.
private enum Repeatable {
    case make(String)
    case revoke(String)
}

extension TestPlatform {
    fileprivate static let idempotencyKey = "order-4711/left"

    fileprivate func repeatable(
        _ asked: Repeatable,
        key: String = idempotencyKey,
        in tenant: TestTenant
    ) async throws -> HTTPReply {
        try await repeatable(asked, key: key, at: tenant.path, tenant.token)
    }

    fileprivate func repeatable(
        _ asked: Repeatable,
        key: String = idempotencyKey,
        at path: String,
        _ token: String
    ) async throws -> HTTPReply {
        let headers: HTTPHeaders = ["Idempotency-Key": key]
        switch asked {
        case .make(let name):
            let form: JSON = ["name": .string(name), "scopes": ["customers:read"]]
            return try await send(.POST, path + "/keys", form, token: token, headers: headers)
        case .revoke(let id):
            return try await send(.POST, path + "/keys/\(id)/revoke", [:], token: token, headers: headers)
        }
    }

    fileprivate func makeBusiness(_ form: JSON, _ token: String) async throws -> HTTPReply {
        let headers: HTTPHeaders = ["Idempotency-Key": "order-4711", "Latchkey-Reason": "test"]
        return try await send(.POST, "/v1/tenants", form, token: token, headers: headers)
    }

    fileprivate var waitingForLocks: Int {
        get async throws {
            try await database.strings(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).count
        }
    }
}
