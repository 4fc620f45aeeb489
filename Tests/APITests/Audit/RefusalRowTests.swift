import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("What refusals leave in the trails")
struct RefusalRowTests {
    @Test(
        "who may see a tenant and not do this is counted in its trail; a stranger in the platform's; a missing key nowhere"
    )
    func refusals() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let (key, _) = try await platform.makeKey(in: cast.admin)
            let stranger = try await platform.makeAdmin()
            let path = cast.admin.path + "/keys/\(key)/revoke"
            for _ in 0..<3 { #expect(try await platform.send(.POST, path, token: cast.member.token).status == 403) }
            for _ in 0..<2 { #expect(try await platform.send(.POST, path, token: stranger.token).status == 404) }
            let missing = cast.admin.path + "/keys/\(unknownID(APIKey.self))"
            #expect(try await platform.send(.GET, missing, token: cast.admin.token).status == 404)
            let nowhere = "/v1/tenants/\(unknownID(Tenant.self))/keys"
            #expect(try await platform.send(.GET, nowhere, token: stranger.token).status == 404)
            #expect(try await platform.send(.GET, "/v1/limit-requests", token: stranger.token).status == 403)
            try await platform.writeCountedEvents()

            let inTenant = try await platform.counted(in: cast.business)
            #expect(inTenant == ["key.revoke ROLE_FORBIDDEN 3"])
            let seen = try #require(try await platform.trail(of: cast.business, "key.revoke").last)
            #expect(seen["actor"]?["role"] == "MEMBER")
            #expect(seen["actor"]?["on_behalf_of"] == .string(cast.business))
            #expect(seen["actor"]?["session_id"] == nil)
            let inPlatform = try await platform.counted(in: ID<Tenant>.platform.description)
            #expect(inPlatform == ["key.revoke NOT_FOUND 2", "limit.decide ROLE_FORBIDDEN 1"])
            let hidden = try #require(try await platform.platformTrail("key.revoke").last)
            #expect(hidden["object"] == .string(cast.business))
            #expect(hidden["actor"]?["user_id"] != .null)
            #expect(try await platform.counted(in: stranger.id) == [])
            try await platform.expectConsistent(cast.business)
        }
    }

    @Test("a suspension that stops somebody, and a directory, is counted; limits and conflicts are no refusals")
    func suspension() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 1)
            let directory = try await platform.makeDirectory(in: admin)
            let (key, _) = try await platform.makeKey(in: admin)
            let full = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "one more", "scopes": .strings(Array(try await platform.catalogue(of: admin).prefix(1)))],
                token: admin.token
            )
            expectProblem(full, 409, "KEY_LIMIT_REACHED")
            try await platform.suspend(admin.id)
            let read = try await platform.send(.GET, admin.path + "/keys/\(key)", token: admin.token)
            expectProblem(read, 403, "TENANT_SUSPENDED")
            #expect(try await directory.send(.GET, "/Users").status == 403)
            try await platform.writeCountedEvents()
            #expect(
                try await platform.counted(in: admin.id) == [
                    "directory.read TENANT_SUSPENDED 1", "key.read TENANT_SUSPENDED 1",
                ]
            )
        }
    }

    @Test("a directory's wrong token is counted in the tenant's trail, with nobody's name")
    func directory() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            expectStatus(try await directory.send(.GET, "/Users"), 200)
            for token in [directory.token + "x", "wrong", admin.token] {
                let refused = try await platform.send(.GET, directory.path + "/Users", token: token)
                #expect(refused.status == 401)
            }
            try await platform.writeCountedEvents()
            #expect(try await platform.counted(in: admin.id) == ["directory.refused UNAUTHENTICATED 3"])
            let row = try #require(try await platform.trail(of: admin.id, "directory.refused").first)
            #expect(row["actor"] == .null && row["object"] == .string(admin.id))
        }
    }

    @Test("what cannot be written stays counted until it can be")
    func outage() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let refuse = { try await platform.send(.POST, cast.admin.path + "/suspend", token: cast.member.token) }
            #expect(try await refuse().status == 403)
            try await platform.database.run("REVOKE INSERT ON audit_events FROM latchkey_app")
            await #expect(throws: (any Error).self) { try await platform.writeCountedEvents() }
            #expect(try await refuse().status == 403)
            try await platform.database.run("GRANT INSERT ON audit_events TO latchkey_app")
            try await platform.writeCountedEvents()
            let counted = try await platform.counted(in: cast.business).reduce(0) { $0 + (Int($1.suffix(1)) ?? 0) }
            #expect(counted == 2)
        }
    }
}

extension TestPlatform {
    /// Action, code and count of the counted rows but sign-ins, sorted.
    fileprivate func counted(in tenant: String) async throws -> [String] {
        try await trail(of: tenant).compactMap { row -> String? in
            guard case .integer(let count)? = row["after"]?["count"], case .string(let code)? = row["after"]?["code"],
                case .string(let action)? = row["action"]
            else { return nil }
            return "\(action) \(code) \(count)"
        }.sorted()
    }
}
