import Domain
import Jobs
import NIOHTTP1
import Operations
import Postgres
import TestSupport
import Testing

@Suite("What is told of a key's end")
struct ExpiryEventTests {
    /// Seven days and an hour from the beginning.
    private static let end = "2027-01-22T13:00:00Z"

    @Test("is api_key.expiring seven days ahead, to the microsecond and once, and api_key.expired at its end")
    func tells() async throws {
        try await withSweep { platform, clock, sweep in
            let admin = try await platform.makeAdmin()
            try await platform.addEndpoint(to: admin.id)
            let key = try await platform.makeKey(in: admin, ["expires_at": .string(Self.end)]).id
            clock.move(to: try .at("2027-01-15T12:59:59.999999Z"))
            #expect(await sweep.pass() == nil)
            #expect(try await platform.told(admin.id) == [])

            clock.move(to: try .at("2027-01-15T13:00:00Z"))
            for _ in 0..<3 { #expect(await sweep.pass() == nil) }
            #expect(try await platform.told(admin.id) == ["key.expiring \(key)"])

            clock.move(to: try .at("2027-01-22T12:59:59.999999Z"))
            #expect(await sweep.pass() == nil)
            #expect(try await platform.told(admin.id).count == 1)
            clock.move(to: try .at(Self.end))
            for _ in 0..<3 { #expect(await sweep.pass() == nil) }
            #expect(try await platform.told(admin.id) == ["key.expiring \(key)", "key.expire \(key)"])

            let row = try await platform.lastRow(of: admin.id)
            #expect(row["actor"] == .null)
            #expect(row["before"]?["status"] == "ACTIVE")
            #expect(row["after"]?["status"] == "EXPIRED")
            #expect(
                try await platform.events(of: admin.id) == [
                    "api_key.expiring \(key) ACTIVE EXPIRING_SOON", "api_key.expired \(key) EXPIRED EXPIRED",
                ]
            )
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test(
        "is told at once of a shorter life, of a disabled key too, of a revoked one never, and of a duplicate for itself"
    )
    func kinds() async throws {
        try await withSweep { platform, _, sweep in
            let admin = try await platform.makeAdmin()
            let keys = try await platform.makeKeys(4, in: admin, until: "2027-01-15T12:00:01Z")
            try await platform.disable(key: keys[1])
            let revoked = try await platform.send(.POST, admin.path + "/keys/\(keys[2])/revoke", token: admin.token)
            #expect(revoked.status == 200)
            #expect(await sweep.pass() == nil)
            #expect(
                Set(try await platform.told(admin.id)) == Set([0, 1, 3].map { "key.expiring \(keys[$0])" })
            )
            let duplicate = try await platform.send(
                .POST,
                admin.path + "/keys/\(keys[0])/duplicate",
                ["expires_at": "2027-01-16T12:00:00Z"],
                token: admin.token
            )
            let copy = try #require(duplicate.string("key", "id"), "\(duplicate.text)")
            #expect(await sweep.pass() == nil)
            #expect(try await platform.told(admin.id).last == "key.expiring \(copy)")
            #expect(try await platform.told(admin.id).count == 4)
        }
    }

    @Test("is told again of another expiry, and not of any other change")
    func rotation() async throws {
        try await withSweep { platform, clock, sweep in
            let admin = try await platform.makeAdmin("tenant-settings")
            let group = try await platform.send(
                .POST,
                admin.path + "/authorization-groups",
                [
                    "name": "All", "type": "TENANT_API_KEY",
                    "scopes": .strings(Array(try await platform.catalogue(of: admin).prefix(1))),
                ],
                token: admin.token
            )
            let made = try await platform.send(
                .POST,
                admin.path + "/keys",
                [
                    "name": "Key", "expires_on": "2027-01-18",
                    "authorization_group_id": .string(try #require(group.string("id"), "\(group.text)")),
                ],
                token: admin.token
            )
            let key = try #require(made.string("key", "id"), "\(made.text)")
            #expect(await sweep.pass() == nil)
            #expect(try await platform.told(admin.id) == ["key.expiring \(key)"])
            let path = admin.path + "/keys/\(key)"
            #expect(try await platform.send(.POST, path + "/disable", token: admin.token).status == 200)
            #expect(try await platform.send(.POST, path + "/enable", token: admin.token).status == 200)
            #expect(await sweep.pass() == nil)
            #expect(try await platform.told(admin.id).count == 1)
            let rotated = try await platform.send(
                .POST,
                path + "/rotate",
                ["expires_on": "2027-03-01"],
                token: admin.token
            )
            #expect(rotated.status == 200, "\(rotated.text)")
            #expect(await sweep.pass() == nil)
            #expect(try await platform.told(admin.id).count == 1)
            clock.move(to: try .at("2027-02-25T00:00:00Z"))
            #expect(await sweep.pass() == nil)
            #expect(try await platform.told(admin.id) == ["key.expiring \(key)", "key.expiring \(key)"])
        }
    }

    @Test("is only that it has expired, when both times passed while nobody could tell, in a suspended tenant as well")
    func downtime() async throws {
        try await withSweep(batch: 3) { platform, clock, sweep in
            let admin = try await platform.makeAdmin()
            let keys = try await platform.makeKeys(7, in: admin, until: Self.end)
            try await platform.suspend(admin.id)
            clock.move(to: try .at("2028-02-29T00:00:00Z"))
            #expect(await sweep.pass() == nil)
            #expect(Set(try await platform.told(admin.id)) == Set(keys.map { "key.expire \($0)" }))
            #expect(try await platform.told(admin.id).count == 7)
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("is told once by sweeps that run at once, and by one that goes on where another was cut off")
    func together() async throws {
        try await withSweep(batch: 2) { platform, clock, sweep in
            let admin = try await platform.makeAdmin()
            try await platform.addEndpoint(to: admin.id)
            let keys = try await platform.makeKeys(9, in: admin, until: "2027-01-16T12:00:00Z")
            // Some of the first batch can be written and its events cannot: then none of it is.
            try await platform.database.run("REVOKE INSERT ON outbox FROM latchkey_app")
            #expect(await sweep.pass() != nil)
            #expect(try await platform.told(admin.id) == [])
            #expect(try await platform.database.strings("SELECT count(expiring_told_at) FROM keys") == ["0"])
            try await platform.database.run("GRANT INSERT ON outbox TO latchkey_app")

            for (action, time) in [("key.expiring", "2027-01-15T12:00:00Z"), ("key.expire", "2027-01-16T12:00:00Z")] {
                clock.move(to: try .at(time))
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<2 { group.addTask { #expect(await sweep.pass() == nil) } }
                }
                let told = try await platform.told(admin.id).filter { $0.hasPrefix("\(action) ") }
                #expect(told.sorted() == keys.map { "\(action) \($0)" }.sorted())
            }
            #expect(try await platform.events(of: admin.id).count == 18)
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("decides nothing: without any sweep a key ends when it ends")
    func enforcement() async throws {
        try await withSweep { platform, clock, _ in
            let admin = try await platform.makeAdmin()
            let key = try await platform.makeKey(in: admin, ["expires_at": .string(Self.end)])
            #expect(try await platform.verdict(key.secret) == "VALID")
            clock.move(to: try .at(Self.end))
            #expect(try await platform.verdict(key.secret) == "EXPIRED")
            #expect(try await platform.told(admin.id) == [])
        }
    }

    @Test("is written for a thousand keys under one lock, which is measured here")
    func thousand() async throws {
        try await withSweep { platform, clock, sweep in
            let admin = try await platform.makeAdmin(keyLimit: 10_000)
            try await platform.addEndpoint(to: admin.id)
            let key = try await platform.makeKey(in: admin, ["expires_at": .string(Self.end)]).id
            try await platform.multiply(key, by: 999)
            clock.move(to: try .at(Self.end))
            let time = await ContinuousClock().measure { #expect(await sweep.pass() == nil) }
            print("1,000 keys expired in one pass: \(time)")
            #expect(try await platform.told(admin.id).count == 1000)
            #expect(try await platform.events(of: admin.id).count == 1000)
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("is looked for by the index of keys that are about to expire")
    func index() async throws {
        try await withSweep { platform, _, _ in
            let rows = try await platform.database.owner.query(
                """
                EXPLAIN SELECT tenant_id FROM keys
                WHERE revoked_at IS NULL AND expired_at IS NULL AND expiring_told_at IS NULL
                    AND expires_at > '2027-01-15' AND expires_at <= '2027-01-22' AND tenant_id <> ALL('{}')
                ORDER BY expires_at LIMIT 1000
                """
            )
            let plan = try rows.map { try $0.decode(at: 0, as: String.self) }.joined(separator: "\n")
            #expect(plan.contains("keys_expiring"), "\(plan)")
        }
    }

    private func withSweep(
        batch: Int = 1000,
        _ body: @escaping @Sendable (TestPlatform, TestClock, ExpirySweep) async throws -> Void
    ) async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let sweep = ExpirySweep(platform: platform.operations, batch: batch, logger: .silent)
            try await body(platform, clock, sweep)
        }
    }
}

extension TestPlatform {
    fileprivate func makeKeys(_ count: Int, in tenant: TestTenant, until end: String) async throws -> [String] {
        var keys: [String] = []
        let scopes = Array(try await catalogue(of: tenant).prefix(1))
        for _ in 0..<count {
            keys.append(try await makeKey(in: tenant, scopes: scopes, ["expires_at": .string(end)]).id)
        }
        return keys
    }

    /// Copies of a key, without secrets of their own.
    fileprivate func multiply(_ key: String, by count: Int) async throws {
        let id: ID<APIKey> = try #require(ID(key))
        try await database.run(
            """
            INSERT INTO keys (tenant_id, id, name, name_folded, description, environment, prefix, kid, scopes,
                ip_allowlist, expires_at, created_at, created_by, updated_at, updated_by)
            SELECT tenant_id, gen_random_uuid(), name, name_folded, description, environment, prefix,
                left(kid, 6) || lpad(n::text, 10, '0'), scopes, ip_allowlist, expires_at, created_at, created_by,
                updated_at, updated_by
            FROM keys, generate_series(1, \(count)) n WHERE id = \(id)
            """
        )
        try await database.run(
            """
            INSERT INTO key_secrets (tenant_id, kid, key_id, pepper_id, mac, created_at)
            SELECT k.tenant_id, k.kid, k.id, s.pepper_id, s.mac, k.created_at FROM keys k, key_secrets s
            WHERE s.key_id = \(id) AND k.id <> \(id)
            """
        )
        try await database.run(
            """
            UPDATE tenant_state SET total_keys = total_keys + \(Int32(count)), open_keys = open_keys + \(Int32(count))
            WHERE open_keys = 1
            """
        )
    }

    /// What the sweeps left in the trail: the action and the key.
    fileprivate func told(_ tenant: String) async throws -> [String] {
        try await auditTrail(of: tenant).compactMap { link in
            let row = try JSON(parsing: Array(link.row.utf8))
            guard case .string(let action)? = row["action"], ["key.expiring", "key.expire"].contains(action),
                case .string(let key)? = row["object"]
            else { return nil }
            return "\(action) \(key)"
        }
    }

    fileprivate func lastRow(of tenant: String) async throws -> JSON {
        try JSON(parsing: Array(try #require(try await auditTrail(of: tenant).last).row.utf8))
    }

    /// Type, key, status and expiration of each, in their order.
    fileprivate func events(of tenant: String) async throws -> [String] {
        let id: ID<Tenant> = try #require(ID(tenant))
        let rows = try await database.owner.query(
            """
            SELECT concat_ws(' ', type, body::jsonb #>> '{data,id}', body::jsonb #>> '{data,status}',
                body::jsonb #>> '{data,expiration}')
            FROM outbox WHERE tenant_id = \(id) AND type IN ('api_key.expiring', 'api_key.expired') ORDER BY at, id
            """
        )
        return try rows.map { try $0.decode(at: 0) }
    }
}

extension Instant {
    fileprivate static func at(_ text: String) throws -> Instant {
        try #require(Instant(rfc3339: text))
    }
}
