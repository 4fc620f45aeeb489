import Domain
import NIOHTTP1
import Operations
import Postgres
import TestSupport
import Testing

@Suite("GET /v1/audit-events?tenants=ALL")
struct ListAllTrailsTests {
    @Test("tells of all trails in the order of time, page by page, whoever of the staff asks", arguments: Role.staff)
    func order(role: Role) async throws {
        try await withPlatform { platform in
            let (one, other) = (try await platform.makeAdmin(), try await platform.makeAdmin("enterprise-dashboard"))
            for _ in 0..<3 { for tenant in [one, other] { _ = try await platform.makeKey(in: tenant) } }
            let staff = try await platform.makeStaff(role)
            _ = try await platform.allEvents(staff)
            // Many rows of one instant, of two tenants and the platform.
            let instant = "(SELECT max(at) FROM audit_events WHERE action = 'key.create')"
            try await platform.database.run("UPDATE audit_events SET at = \(unsafeSQL: instant) WHERE seq > 2")
            let expected = try await platform.storedEvents()
            for limit in [1, 4, 100] {
                let events = try await platform.allEvents(staff, limit: limit)
                #expect(events.map(\.hexID) == expected, "limit \(limit)")
            }
            let trails = Set(try await platform.allEvents(staff).compactMap { $0["tenant_id"]?.text })
            #expect(trails == [one.id, other.id, ID<Tenant>.platform.description])
        }
    }

    @Test("each row says whose it is, by its present name; the platform has none")
    func shape() async throws {
        try await withPlatform { platform in
            let tenant = try await platform.makeTenant(name: "Acme")
            let staff = try await platform.makeStaff(.support)
            let events = try await platform.allEvents(staff)
            let made = try #require(events.first { $0["action"] == "tenant.create" })
            #expect(made["tenant_id"] == .string(tenant))
            #expect(made["tenant_name"] == "Acme")
            #expect(made["actor_name"] != .null)
            let own = try #require(events.first { $0["action"] == "staff.read" })
            #expect(own["tenant_id"] == .string(ID<Tenant>.platform.description))
            #expect(own["tenant_name"] == .null)
            let alone = try await platform.send(.GET, "/v1/audit-events?limit=1", token: staff)
            #expect(alone["data"]?.rows.first?["tenant_name"] == nil)
        }
    }

    @Test("every filter, alone and with others, finds what a plain filter of everything finds")
    func filters() async throws {
        try await withPlatform { platform in
            let (one, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let key = try await platform.makeKey(in: one).id
            for tenant in [other, one] { _ = try await platform.makeKey(in: tenant) }
            _ = try await platform.send(.POST, one.path + "/keys/\(key)/revoke", token: one.token)
            let staff = try await platform.makeStaff(.superUser)
            _ = try await platform.allEvents(staff)
            let all = try await platform.allEvents(staff)
            let times = all.compactMap { $0["at"]?.text }
            let user = try #require(all.first { $0["action"] == "key.create" }?["actor"]?["user_id"]?.text)
            let choices: [(String, (JSON) -> Bool)] = [
                ("actor=\(user)", { $0["actor"]?["user_id"]?.text == user }),
                ("action=key.create,tenant.create", { ["key.create", "tenant.create"].contains($0["action"]?.text) }),
                ("key=\(key)", { $0["object"]?.text == key }),
                ("from=\(times[times.count - 2])", { ($0["at"]?.text ?? "") >= times[times.count - 2] }),
                ("to=\(times[1])", { ($0["at"]?.text ?? "") < times[1] }),
            ]
            for mask in 0..<(1 << choices.count) {
                let chosen = choices.indices.filter { mask >> $0 & 1 == 1 }.map { choices[$0] }
                let found = try await platform.allEvents(staff, chosen.map { "&" + $0.0 }.joined(), limit: 3)
                let expected = all.filter { event in chosen.allSatisfy { $0.1(event) } }
                #expect(found.map(\.hexID) == expected.map(\.hexID), "\(chosen.map(\.0))")
            }
        }
    }

    @Test("a cursor is good for the same filters of all trails alone; only ALL is all, and only beside no tenant")
    func cursors() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let staff = try await platform.makeStaff(.superUser)
            let cursor = { (path: String) in
                let page = try await platform.send(.GET, path, token: staff)
                return try #require(page.string("next_cursor"))
            }
            let all = try await cursor("/v1/audit-events?tenants=ALL&limit=1")
            let own = try await cursor("/v1/audit-events?limit=1")
            for query in ["cursor=\(all)", "tenants=ALL&cursor=\(own)", "tenants=ALL&action=key.create&cursor=\(all)"] {
                let reply = try await platform.send(.GET, "/v1/audit-events?\(query)", token: staff)
                #expect(reply.code == "INVALID_CURSOR", "\(query)")
            }
            let wrong = [
                "/v1/audit-events?tenants=all", "/v1/audit-events?tenants=", admin.path + "/audit-events?tenants=ALL",
            ]
            for path in wrong {
                let reply = try await platform.send(.GET, path, token: staff)
                expectProblem(reply, 422, "VALIDATION_FAILED", nil, "\(path)")
            }
        }
    }

    @Test("is for the platform's staff alone", arguments: [Role.partnerAdmin, .businessAdmin, .advisor, .member])
    func refused(role: Role) async throws {
        try await withPlatform { platform in
            let isPartner = role == .partnerAdmin
            let tenant = try await platform.makeTenant(
                isPartner ? "partner-portal" : "business-integrations",
                kind: isPartner ? "PARTNER" : "BUSINESS"
            )
            let person = try await platform.makePerson(role, in: tenant)
            let reply = try await platform.send(.GET, "/v1/audit-events?tenants=ALL", token: person.token)
            expectProblem(reply, 403, "ROLE_FORBIDDEN")
            #expect(try await platform.platformTrail("staff.read").isEmpty)
        }
    }

    @Test("is not for staff without the second factor that they need")
    func secondFactor() async throws {
        try await withPlatform(rules: OperatorRules(staffNeedSecondFactor: true)) { platform in
            for role in Role.staff {
                let token = try await platform.makeStaff(role)
                let reply = try await platform.send(.GET, "/v1/audit-events?tenants=ALL", token: token)
                expectProblem(reply, 403, "SECOND_FACTOR_MISSING")
            }
        }
    }

    @Test("leaves one row in the platform's trail before anything is shown, and none in the tenants'")
    func witnessed() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let staff = try await platform.makeStaff(.support)
            try await platform.database.run("REVOKE INSERT ON audit_events FROM latchkey_app")
            let path = "/v1/audit-events?tenants=ALL"
            expectProblem(try await platform.send(.GET, path, token: staff), 503, "UNAVAILABLE")
            try await platform.database.run("GRANT INSERT ON audit_events TO latchkey_app")
            _ = try await platform.allEvents(staff, limit: 2)
            let reads = try await platform.platformTrail("staff.read")
            #expect(reads.map { $0["after"]?["action"] } == ["audit.read"])
            #expect(reads.first?["actor"]?["role"] == "SUPPORT")
            #expect(try await platform.trail(of: admin.id, "staff.read").isEmpty)
        }
    }

    @Test("a row whose time somebody else made none hides no other row")
    func noTime() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            _ = try await platform.makeKey(in: admin)
            let staff = try await platform.makeStaff(.support)
            let before = try await platform.allEvents(staff).count
            try await platform.database.run("UPDATE audit_events SET at = 'infinity' WHERE action = 'key.create'")
            #expect(try await platform.allEvents(staff, limit: 2).count == before - 1)
        }
    }
}

extension Role {
    fileprivate static let staff = [Role.superUser, .support]
}

extension TestPlatform {
    /// All pages of the list of all trails.
    fileprivate func allEvents(_ token: String, _ query: String = "", limit: Int = 100) async throws -> [JSON] {
        var (events, cursor): ([JSON], String?) = ([], nil)
        repeat {
            let place = cursor.map { "&cursor=\($0)" } ?? ""
            let path = "/v1/audit-events?tenants=ALL&limit=\(limit)\(query)\(place)"
            let page = try await send(.GET, path, token: token)
            expectStatus(page, 200)
            events += page["data"]?.rows ?? []
            cursor = page.string("next_cursor")
        } while cursor != nil
        return events
    }

    /// The ids of all rows, in the list's order.
    fileprivate func storedEvents() async throws -> [String] {
        try await database.strings(
            "SELECT replace(id::text, '-', '') FROM audit_events ORDER BY at DESC, tenant_id DESC, seq DESC"
        )
    }
}

extension JSON {
    fileprivate var rows: [JSON] {
        if case .array(let rows) = self { rows } else { [] }
    }

    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    fileprivate var hexID: String? {
        guard let id: ID<AuditEvent> = self["id"]?.text.flatMap({ ID($0) }) else { return nil }
        return Hex.encode(id.bytes)
    }
}
