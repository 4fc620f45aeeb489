import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/audit-events")
struct ListAuditEventsTests {
    @Test("tells what was done newest first, word for word as it is kept, with the hash and the actor's name beside it")
    func shape() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let key = try await platform.makeKey(in: admin, name: "Till").id
            let reply = try await platform.send(.GET, admin.path + "/audit-events", token: admin.token)
            expectStatus(reply, 200)
            let link = try #require(try await platform.auditTrail(of: admin.id).last)
            let event = try #require(reply["data"]?.elements.first)
            guard case .object(let members) = event, case .object(let kept) = try JSON(parsing: Array(link.row.utf8))
            else {
                throw NoObject()
            }
            #expect(Array(members.prefix(kept.count)) == kept)
            #expect(Array(members.dropFirst(kept.count).map(\.name)) == ["hash", "actor_name"])
            #expect(event["hash"] == .string(Hex.encode(link.hash)))
            #expect(event["action"] == "key.create")
            #expect(event["object"] == .string(key))
            #expect(event["actor_name"] == "Test Person")
            #expect(reply["next_cursor"] == .null)
        }
    }

    @Test("every combination of filters, page by page, finds what a plain filter of the whole trail finds")
    func filters() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let other = try await platform.makePerson(.businessAdmin, in: admin.id)
            var keys: [String] = []
            for number in 0..<12 {
                let person = number.isMultiple(of: 3) ? other : admin
                keys.append(try await platform.makeKey(in: person).id)
                if number.isMultiple(of: 2) {
                    _ = try await platform.send(.POST, admin.path + "/keys/\(keys[number])/revoke", token: admin.token)
                }
            }
            let all = try await platform.events(admin, "")
            #expect(all.count > 18)
            let times = all.compactMap { $0["at"]?.string }
            let user = try #require(all.first { $0["action"] == "key.create" }?["actor"]?["user_id"]?.string)
            let choices: [(String, (JSON) -> Bool)] = [
                ("actor=\(user)", { $0["actor"]?["user_id"]?.string == user }),
                ("action=key.create", { $0["action"] == "key.create" }),
                (
                    "action=key.revoke,member.invite,no.such",
                    { $0["action"] == "key.revoke" || $0["action"] == "member.invite" }
                ),
                ("key=\(keys[2])", { $0["object"]?.string == keys[2] }),
                ("object=\(admin.id)", { $0["object"]?.string == admin.id }),
                ("from=\(times[12])", { ($0["at"]?.string ?? "") >= times[12] }),
                ("to=\(times[4])", { ($0["at"]?.string ?? "") < times[4] }),
                (
                    "exclude_action=key.revoke,no.such",
                    { $0["action"] != "key.revoke" }
                ),
            ]
            for mask in 0..<(1 << choices.count) where mask & 0b11000 != 0b11000 && mask & 0b110 != 0b110 {
                let chosen = choices.indices.filter { mask >> $0 & 1 == 1 }.map { choices[$0] }
                let found = try await platform.events(admin, chosen.map { "&" + $0.0 }.joined(), limit: 4)
                let expected = all.filter { event in chosen.allSatisfy { $0.1(event) } }
                #expect(found.map { $0["seq"] } == expected.map { $0["seq"] }, "\(chosen.map(\.0))")
            }
        }
    }

    @Test("what is no filter is refused, and a cursor is good for its own list alone")
    func invalid() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for _ in 0..<3 { _ = try await platform.makeKey(in: admin) }
            for query in [
                "actor=me", "action=", "action=KEY", "action=key.create,", "key=1", "object=", "object=a%20b",
                "exclude_action=", "exclude_action=key.create,", "exclude_action=KEY", "from=yesterday",
                "to=2027-02-30T00:00:00Z", "limit=0", "limit=101", "unknown=1",
            ] {
                let reply = try await platform.send(.GET, admin.path + "/audit-events?\(query)", token: admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", nil, "\(query)")
            }
            let key = unknownID(APIKey.self)
            let both = try await platform.send(
                .GET,
                admin.path + "/audit-events?key=\(key)&object=\(key)",
                token: admin.token
            )
            expectProblem(both, 422, "VALIDATION_FAILED")
            let page = try await platform.send(.GET, admin.path + "/audit-events?limit=1", token: admin.token)
            let cursor = try #require(page.string("next_cursor"))
            let stranger = try await platform.makeAdmin()
            for (who, query) in [(admin, "action=key.create&"), (admin, "exclude_action=key.create&"), (stranger, "")] {
                let reply = try await platform.send(
                    .GET,
                    who.path + "/audit-events?\(query)cursor=\(cursor)",
                    token: who.token
                )
                #expect(reply.code == "INVALID_CURSOR")
            }
        }
    }

    @Test("a key's history is for whoever may read the key, and of that key alone")
    func history() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let (first, second) = (
                try await platform.makeKey(in: cast.admin).id, try await platform.makeKey(in: cast.admin).id
            )
            for action in ["disable", "enable", "revoke"] {
                _ = try await platform.send(.POST, cast.path + "/keys/\(first)/\(action)", token: cast.admin.token)
            }
            let path = cast.path + "/keys/\(first)/history"
            var (seen, cursor): ([String], String?) = ([], nil)
            repeat {
                let query = "?limit=2" + (cursor.map { "&cursor=\($0)" } ?? "")
                let page = try await platform.send(.GET, path + query, token: cast.admin.token)
                expectStatus(page, 200)
                seen += page["data"]?.elements.compactMap { $0["action"]?.string } ?? []
                cursor = page.string("next_cursor")
            } while cursor != nil
            #expect(seen == ["key.revoke", "key.enable", "key.disable", "key.create"])
            let other = try await platform.send(.GET, cast.path + "/keys/\(second)/history", token: cast.admin.token)
            #expect(other["data"]?.elements.count == 1)
            let missing = cast.path + "/keys/\(unknownID(APIKey.self))/history"
            expectProblem(try await platform.send(.GET, missing, token: cast.admin.token), 404, "NOT_FOUND")
            expectProblem(try await platform.send(.GET, path, token: cast.stranger.token), 404, "NOT_FOUND")
            let foreign = cast.stranger.path + "/keys/\(first)/history"
            expectProblem(try await platform.send(.GET, foreign, token: cast.stranger.token), 404, "NOT_FOUND")
        }
    }

    @Test("the platform's own trail is its staff's to read, and under no tenant's path")
    func platformTrail() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for role in [Role.superUser, .support] {
                let token = try await platform.makeStaff(role)
                let reply = try await platform.send(.GET, "/v1/audit-events?limit=1", token: token)
                expectStatus(reply, 200)
                #expect(reply["data"]?.elements.first?["tenant_id"] == .string(ID<Tenant>.platform.description))
                let tenants = try await platform.send(.GET, admin.path + "/audit-events", token: token)
                expectStatus(tenants, 200)
                let path = "/v1/tenants/\(ID<Tenant>.platform)/audit-events"
                expectProblem(try await platform.send(.GET, path, token: token), 404, "NOT_FOUND")
            }
            let reply = try await platform.send(.GET, "/v1/audit-events", token: admin.token)
            expectProblem(reply, 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("a row whose text somebody else wrote hides no other row")
    func unreadable() async throws {
        try await withTrail { trail in
            try await trail.tamper("UPDATE audit_events SET row = 'no JSON' WHERE tenant_id = TENANT AND seq = 4")
            let events = try await trail.platform.events(trail.admin, "")
            #expect(events.count == 11)
            #expect(events.first { $0["seq"] == 4 }?["action"] == "key.create")
        }
    }

    private struct NoObject: Error {}
}

extension TestPlatform {
    /// All pages of a trail.
    fileprivate func events(_ tenant: TestTenant, _ query: String, limit: Int = 100) async throws -> [JSON] {
        var (events, cursor): ([JSON], String?) = ([], nil)
        repeat {
            let place = cursor.map { "&cursor=\($0)" } ?? ""
            let path = tenant.path + "/audit-events?limit=\(limit)\(query)\(place)"
            let page = try await send(.GET, path, token: tenant.token)
            expectStatus(page, 200)
            events += page["data"]?.elements ?? []
            cursor = page.string("next_cursor")
        } while cursor != nil
        return events
    }
}

extension JSON {
    fileprivate var elements: [JSON] {
        if case .array(let elements) = self { elements } else { [] }
    }

    fileprivate var string: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
