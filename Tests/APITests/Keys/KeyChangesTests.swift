import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("Every change of a key")
struct KeyChangesTests {
    /// By state: what each change of a key in it is answered.
    static let table: [(KeyStatus, [Ask: UInt])] = [
        (.active, [.edit: 200, .disable: 200, .enable: 200, .rotate: 200, .duplicate: 201, .revoke: 200]),
        (.disabled, [.edit: 200, .disable: 200, .enable: 200, .rotate: 409, .duplicate: 201, .revoke: 200]),
        (.expired, [.edit: 409, .disable: 409, .enable: 409, .rotate: 409, .duplicate: 201, .revoke: 200]),
        (.revoked, [.edit: 409, .disable: 409, .enable: 409, .rotate: 409, .duplicate: 201, .revoke: 200]),
    ]

    @Test("is answered in every state as the table says, and leaves the counters right", arguments: table)
    func states(status: KeyStatus, answers: [Ask: UInt]) async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            var keys: [Ask: String] = [:]
            for ask in Ask.allCases {
                let end: [String: JSON] = status == .expired ? ["expires_at": "2027-01-15T12:00:10Z"] : [:]
                let id = try await platform.makeKey(in: admin, end).id
                if status == .disabled { expectStatus(try await platform.ask(.disable, id, in: admin), 200) }
                if status == .revoked { expectStatus(try await platform.ask(.revoke, id, in: admin), 200) }
                keys[ask] = id
            }
            clock.advance(by: .seconds(10))
            for (ask, answer) in answers {
                let id = try #require(keys[ask])
                let before = try await platform.read(id, in: admin)
                #expect(before.string("status") == status.rawValue)
                let reply = try await platform.ask(ask, id, in: admin)
                if answer == 409 {
                    expectProblem(reply, 409, "CONFLICT", nil, "\(ask)")
                    let after = try await platform.read(id, in: admin)
                    #expect(try after.json == before.json)
                } else {
                    expectStatus(reply, answer)
                }
            }
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("honours If-Match: another version is refused and changes nothing, the key's own is not")
    func ifMatch() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for ask in Ask.allCases {
                let id = try await platform.makeKey(in: admin).id
                let before = try await platform.read(id, in: admin)
                let stale = try await platform.ask(ask, id, in: admin, headers: ["If-Match": "\"7\""])
                expectProblem(stale, 412, "PRECONDITION_FAILED", nil, "\(ask)")
                let after = try await platform.read(id, in: admin)
                #expect(try after.json == before.json)
                let fresh = try await platform.ask(ask, id, in: admin, headers: ["If-Match": "\"1\""])
                expectStatus(fresh, ask.status)
            }
        }
    }

    @Test("is refused for its version before its state, and for its body before both")
    func orderOfRefusals() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            expectStatus(try await platform.ask(.revoke, id, in: admin), 200)
            for ask in [Ask.edit, .disable, .enable, .rotate] {
                let stale: HTTPHeaders = ["If-Match": "\"7\""]
                let wrong = try await platform.ask(ask, id, in: admin, ["x": 1], headers: stale)
                expectProblem(wrong, 422, "VALIDATION_FAILED", ["/x UNKNOWN_FIELD"], "\(ask)")
                expectProblem(
                    try await platform.ask(ask, id, in: admin, headers: stale),
                    412,
                    "PRECONDITION_FAILED",
                    nil,
                    "\(ask)"
                )
                expectProblem(try await platform.ask(ask, id, in: admin), 409, "CONFLICT", nil, "\(ask)")
            }
        }
    }

    @Test("is for those whom the policy lets act on keys, and for staff with a reason; revoking for support too")
    func roles() async throws {
        try await withPlatform { platform in
            for (preset, roles) in KeyRolesTests.portals {
                let cast = try await platform.makeCast(preset)
                let id = try await platform.makePortalKey(in: cast.admin, preset).id
                for role in Role.allCases {
                    // Revoked last: until then every other change is possible.
                    for ask in Ask.allCases where ask != .revoke || role == .support {
                        let reason: HTTPHeaders = ["Latchkey-Reason": "test"]
                        let token = cast.token(of: role)
                        let body: JSON? = ask == .revoke ? ["compromised": true] : nil
                        let isAllowed = roles.contains(role) || role == .superUser || ask == .revoke
                        let unread = try await platform.ask(
                            ask,
                            unknownID(APIKey.self),
                            in: cast.admin,
                            body,
                            token: token,
                            headers: reason
                        )
                        guard isAllowed else {
                            expectProblem(unread, 403, "ROLE_FORBIDDEN", nil, "\(preset) \(role) \(ask)")
                            continue
                        }
                        expectProblem(unread, 404, "NOT_FOUND", nil, "\(preset) \(role) \(ask)")
                        if role.isPlatform {
                            let silent = try await platform.ask(ask, id, in: cast.admin, body, token: token)
                            expectProblem(silent, 422, "REASON_REQUIRED", nil, "\(preset) \(role) \(ask)")
                        }
                        guard role != .support else { continue }
                        let reply = try await platform.ask(
                            ask,
                            id,
                            in: cast.admin,
                            body,
                            token: token,
                            headers: reason
                        )
                        expectStatus(reply, ask.status)
                    }
                }
                try await platform.expectConsistent(cast.business)
            }
        }
    }

    @Test("of another tenant's key is of none: by its id under one's own tenant, and under the other's")
    func otherTenants() async throws {
        try await withPlatform { platform in
            let (admin, stranger) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let (id, secret) = try await platform.makeKey(in: admin)
            let before = try await platform.read(id, in: admin)
            for ask in Ask.allCases {
                let own = try await platform.ask(ask, id, in: stranger)
                let unknown = try await platform.ask(ask, unknownID(APIKey.self), in: stranger)
                expectProblem(own, 404, "NOT_FOUND", nil, "\(ask)")
                #expect(own.fingerprint == unknown.fingerprint, "\(ask)")
                let other = try await platform.ask(ask, id, in: admin, token: stranger.token)
                expectProblem(other, 404, "NOT_FOUND", nil, "\(ask)")
            }
            let after = try await platform.read(id, in: admin)
            #expect(try after.json == before.json)
            let verdict = try await platform.verdict(secret)
            #expect(verdict == "VALID")
        }
    }

    @Test("is refused to a suspended tenant's people, and not to staff")
    func suspended() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let id = try await platform.makeKey(in: cast.admin).id
            try await platform.suspend(cast.business)
            for ask in Ask.allCases {
                expectProblem(try await platform.ask(ask, id, in: cast.admin), 403, "TENANT_SUSPENDED", nil, "\(ask)")
            }
            for ask in Ask.allCases {
                let reply = try await platform.ask(
                    ask,
                    id,
                    in: cast.admin,
                    token: cast.superUser,
                    headers: ["Latchkey-Reason": "test"]
                )
                expectStatus(reply, ask.status)
            }
            try await platform.expectConsistent(cast.business)
        }
    }

    @Test("at random and all at once leaves rows that agree with each other", arguments: 0..<3)
    func chaos(seed: UInt64) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard", keyLimit: 8)
            let keys = try await atOnce(4) { _ in try await platform.makeKey(in: admin).id }
            let entropy = Entropy.seeded(seed)
            let plan = entropy.bytes(80).map { byte in
                (keys[Int(byte) % keys.count], Ask.allCases[Int(byte) / keys.count % Ask.allCases.count])
            }
            let replies = try await atOnce(plan.count) { number in
                let (key, ask) = plan[number]
                let body: JSON? = ask == .rotate ? ["grace_seconds": 60] : nil
                return try await platform.ask(ask, key, in: admin, body)
            }
            for reply in replies where ![200, 201].contains(reply.status) {
                #expect(["CONFLICT", "KEY_LIMIT_REACHED"].contains(reply.code), "seed \(seed) \(reply.text)")
            }
            try await platform.expectConsistent(admin.id)
        }
    }
}

extension TestPlatform {
    /// A key as the preset takes it.
    func makePortalKey(in admin: TestTenant, _ preset: String) async throws -> (id: String, secret: String) {
        guard preset == "tenant-settings" else { return try await makeKey(in: admin) }
        let scope = try #require(try await catalogue(of: admin).first)
        return try await makeKey(in: admin, group: try await makeGroup(in: admin, scopes: [scope]))
    }
}
