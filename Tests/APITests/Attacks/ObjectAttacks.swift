import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Ids of others, wherever an id can stand.
@Suite("Attacks on objects of others")
struct ObjectAttacks {
    @Test("API1:2023 another tenant's key behind one's own path is as one that does not exist, whatever is asked of it")
    func foreignKey() async throws {
        try await withPlatform { platform in
            let (victim, attacker) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let (key, secret) = try await platform.makeKey(in: victim)
            for ask in Ask.allCases {
                let foreign = try await platform.ask(ask, key, in: attacker)
                let missing = try await platform.ask(ask, unknownID(APIKey.self), in: attacker)
                expectProblem(foreign, 404, "NOT_FOUND", nil, "\(ask)")
                #expect(foreign.fingerprint == missing.fingerprint, "\(ask)")
            }
            #expect(try await platform.verdict(secret) == "VALID")
            #expect(try await platform.read(key, in: victim).headers.first(name: "ETag") == "\"1\"")
        }
    }

    @Test(
        "API1:2023 another tenant's group in a body cannot be given to a key, and is not told from one that is not there"
    )
    func foreignGroup() async throws {
        try await withPlatform { platform in
            let victim = try await platform.makeAdmin("tenant-settings")
            let attacker = try await platform.makeAdmin("tenant-settings")
            let group = try await platform.makeGroup(
                in: victim,
                scopes: Array(try await platform.catalogue(of: victim).prefix(1))
            )
            let create = { (group: String) in
                let key: JSON = ["name": "A key", "authorization_group_id": .string(group)]
                return try await platform.send(.POST, attacker.path + "/keys", key, token: attacker.token)
            }
            let foreign = try await create(group)
            let missing = try await create(unknownID(AuthorizationGroup.self))
            #expect(foreign.status == 422)
            #expect(foreign.fingerprint == missing.fingerprint)
        }
    }

    @Test("API1:2023 another partner in a body is no parent, and is not told from one that is not there")
    func foreignParent() async throws {
        try await withPlatform { platform in
            let attacker = try await platform.makeAdmin("partner-portal")
            let victim = try await platform.makeAdmin("partner-portal")
            let create = { (parent: String) in
                let tenant: JSON = [
                    "name": "Mine", "kind": "BUSINESS", "parent_id": .string(parent), "policy": "merchant-portal",
                ]
                return try await platform.send(.POST, "/v1/tenants", tenant, token: attacker.token)
            }
            let foreign = try await create(victim.id)
            expectProblem(foreign, 422, "VALIDATION_FAILED", ["/parent_id UNKNOWN_TENANT"])
            #expect(foreign.fingerprint == (try await create(unknownID(Tenant.self))).fingerprint)
            #expect(try await platform.send(.GET, "/v1/tenants", token: victim.token).data("id") == [victim.id])
        }
    }

    @Test("API1:2023 a cursor of one tenant's list opens no page of another's, not even for somebody who may read both")
    func foreignCursor() async throws {
        try await withPlatform { platform in
            let (first, second) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            for tenant in [first, first, second, second] { _ = try await platform.makeKey(in: tenant) }
            let staff = try await platform.makeStaff(.support)
            let page = try await platform.send(.GET, first.path + "/keys?limit=1", token: staff)
            let cursor = try #require(page.string("next_cursor"))
            let other = try await platform.send(.GET, second.path + "/keys?limit=1&cursor=\(cursor)", token: staff)
            expectProblem(other, 400, "INVALID_CURSOR")
            let own = try await platform.send(.GET, first.path + "/keys?limit=1&cursor=\(cursor)", token: staff)
            expectStatus(own, 200)
        }
    }

    @Test("API1:2023 an Idempotency-Key that somebody else has used replays nothing of theirs, least of all a secret")
    func foreignIdempotencyKey() async throws {
        try await withPlatform { platform in
            let victim = try await platform.makeAdmin()
            let colleague = try await platform.makePerson(.businessAdmin, in: victim.id)
            let stranger = try await platform.makeAdmin()
            var secrets: Set<String> = []
            for tenant in [victim, colleague, stranger] {
                let reply = try await platform.send(
                    .POST,
                    tenant.path + "/keys",
                    ["name": "A key", "scopes": ["customers:read"]],
                    token: tenant.token,
                    headers: ["Idempotency-Key": "1"]
                )
                expectStatus(reply, 201)
                #expect(!reply.headers.contains(name: "Idempotent-Replayed"))
                secrets.insert(try #require(reply.string("secret")))
            }
            #expect(secrets.count == 3)
        }
    }

    @Test("API1:2023 a query names no tenant but that of the path, and finds no key of another by its prefix")
    func foreignQuery() async throws {
        try await withPlatform { platform in
            let (victim, attacker) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let (key, secret) = try await platform.makeKey(in: victim, name: "Payroll")
            for parameter in ["tenant", "tenant_id", "tenants[]", "parent_id", "key_id"] {
                let path = attacker.path + "/keys?\(parameter.replacing("[]", with: "%5B%5D"))=\(victim.id)"
                let reply = try await platform.send(.GET, path, token: attacker.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/query/\(parameter) UNKNOWN_FIELD"])
            }
            for text in ["Payroll", key, String(secret.prefix(25)), String(secret.dropFirst(9).prefix(16))] {
                let found = try await platform.send(.GET, attacker.path + "/keys?q=\(text)", token: attacker.token)
                #expect(found["data"] == [], "\(text)")
            }
        }
    }

    @Test("API1:2023 the ids beside one's own are nobody's")
    func neighbours() async throws {
        try await withPlatform { platform in
            let (victim, attacker) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let keys = [try await platform.makeKey(in: attacker).id, try await platform.makeKey(in: victim).id]
            #expect(keys[0].suffix(12) != keys[1].suffix(12))
            for last in "0123456789abcdefghjkmnpqrstvwxyz" where keys[0].last != last {
                let guess = String(keys[0].dropLast()) + String(last)
                expectProblem(try await platform.read(guess, in: attacker), 404, "NOT_FOUND")
            }
        }
    }

    @Test("V8.4.1 nothing that a stranger sends to any route of a tenant leaves a trace in it")
    func changesNothing() async throws {
        try await withPlatform { platform in
            let (victim, attacker) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let (key, _) = try await platform.makeKey(in: victim)
            let group = try await platform.makeGroup(in: victim, scopes: ["customers:read"])
            let request = try await platform.makeLimitRequest(in: victim)
            let before = try await platform.everything(of: victim.id)
            for row in AccessRow.all where row.isChange && row.template.hasPrefix("/v1/tenants/{tenant}") {
                let names = ["tenant": victim.id, "key": key, "group": group, "limit_request": request]
                let path = names.reduce(row.template) { $0.replacing("{\($1.key)}", with: $1.value) }
                    .replacing(#/{\w+}/#, with: unknownID(Membership.self))
                let reply = try await platform.send(
                    row.method,
                    path,
                    row.body,
                    token: attacker.token,
                    headers: ["If-Match": "*", "Latchkey-Reason": "test", "Idempotency-Key": "1"]
                )
                expectProblem(reply, 404, "NOT_FOUND", nil, "\(row.name)")
            }
            #expect(try await platform.everything(of: victim.id) == before)
        }
    }

    @Test("V8.2.2 a list holds what is the asker's to read, and nothing else")
    func lists() async throws {
        try await withPlatform { platform in
            let (victim, attacker) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            _ = try await platform.makeKey(in: victim)
            _ = try await platform.makeGroup(in: victim, scopes: ["customers:read"])
            _ = try await platform.makeLimitRequest(in: victim)
            let own = try await platform.makeKey(in: attacker).id
            for (list, ids) in [("keys", [own]), ("authorization-groups", []), ("limit-requests", [])] {
                let reply = try await platform.send(.GET, attacker.path + "/\(list)", token: attacker.token)
                #expect(reply.data("id") == ids, "\(list)")
            }
            let tenants = try await platform.send(.GET, "/v1/tenants", token: attacker.token)
            #expect(tenants.data("id") == [attacker.id])
        }
    }

    @Test("V8.3.2 what is taken away from somebody is gone with their next request, in the session that they have")
    func takenAway() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let advisor = try await platform.makePerson(.advisor, in: admin.id)
            expectStatus(try await platform.send(.GET, advisor.path + "/keys", token: advisor.token), 200)
            try await platform.end(advisor.person, at: .at("2026-01-01T00:00:00Z"))
            let ended = try await platform.send(.GET, advisor.path + "/keys", token: advisor.token)
            expectProblem(ended, 404, "NOT_FOUND")
            try await platform.disable(admin.person)
            let disabled = try await platform.send(.GET, admin.path + "/keys", token: admin.token)
            expectProblem(disabled, 401, "UNAUTHENTICATED")
        }
    }
}
