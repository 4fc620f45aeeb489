import Domain
import NIOHTTP1
@testable import Operations
import Postgres
import Store
import TestSupport
import Testing

/// `POST /v1/tenants/{tenant}/authorization-groups/{group}/preview`.
@Suite("What other scopes of a group would have refused", .timeLimit(.minutes(5)))
struct PreviewGroupTests {
    private struct Used: Sendable {
        let platform: TestPlatform
        let admin: TestTenant
        let group: String
        let secrets: [String]

        func preview(_ scopes: JSON) async throws -> HTTPReply {
            let path = admin.path + "/authorization-groups/\(group)/preview"
            return try await platform.send(.POST, path, ["scopes": scopes], token: admin.token)
        }
    }

    private func withUsed(_ body: @escaping @Sendable (Used) async throws -> Void) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let group = try await platform.send(
                .POST,
                admin.path + "/authorization-groups",
                ["name": "Desk", "type": "TENANT_API_KEY", "scopes": ["customers:read", "invoices:read"]],
                token: admin.token
            )
            let id = try #require(group.string("id"))
            var secrets: [String] = []
            for name in ["First", "Second", "Third"] {
                let key = try await platform.send(
                    .POST,
                    admin.path + "/keys",
                    ["name": .string(name), "authorization_group_id": .string(id)],
                    token: admin.token
                )
                secrets.append(try #require(key.string("secret")))
            }
            try await body(Used(platform: platform, admin: admin, group: id, secrets: secrets))
        }
    }

    private func send(_ used: Used) async throws -> [String?] {
        var verdicts: [String?] = []
        for (secret, times) in zip(used.secrets, [1, 3, 0]) {
            for _ in 0..<times {
                verdicts.append(try await used.platform.verdict(secret, scopes: ["invoices:read", "customers:read"]))
            }
            verdicts.append(try await used.platform.verdict(secret, scopes: ["customers:read"]))
        }
        return verdicts
    }

    @Test("is told over all its keys, those with most first, and is exactly what is refused once it is made")
    func keys() async throws {
        try await withUsed { used in
            #expect(Set(try await send(used)) == ["VALID"])
            #expect(await used.platform.flushUsage())
            let preview = try await used.preview(["customers:read"])
            expectStatus(preview, 200)
            #expect(preview["requests"] == 7)
            #expect(preview["refused"] == ["at_least": 4, "at_most": 4])
            #expect(preview["scopes"] == [["name": "invoices:read", "requests": 4]])
            #expect(preview["key_count"] == 2)
            #expect(preview["keys", "0", "name"] == "Second")
            #expect(preview["keys", "0", "refused"] == 3)
            #expect(preview["keys", "1", "name"] == "First")
            #expect(preview["keys", "1", "refused"] == 1)
            #expect(preview["complete"] == true)
            #expect(
                try await used.preview(["customers:read", "invoices:read"])["refused"] == ["at_least": 0, "at_most": 0]
            )

            let edited = try await used.platform.send(
                .PATCH,
                used.admin.path + "/authorization-groups/\(used.group)",
                ["scopes": ["customers:read"]],
                token: used.admin.token,
                headers: ["If-Match": "\"1\""]
            )
            expectStatus(edited, 200)
            #expect(try await send(used).count { $0 == "INSUFFICIENT_SCOPE" } == 4)
        }
    }

    @Test("names no keys to whoever the policy keeps from them, and tells how many there are")
    func unnamed() async throws {
        try await withUsed { used in
            _ = try await send(used)
            #expect(await used.platform.flushUsage())
            let tenant: ID<Tenant> = try #require(ID(used.admin.id))
            try await used.platform.database.run(
                "UPDATE policies SET key_roles = '{BUSINESS_ADMIN}' WHERE tenant_id = \(tenant)"
            )
            let advisor = try await used.platform.makePerson(.advisor, in: used.admin.id)
            let keys = try await used.platform.send(.GET, used.admin.path + "/keys", token: advisor.token)
            expectProblem(keys, 403, "ROLE_FORBIDDEN")
            let preview = try await used.platform.send(
                .POST,
                used.admin.path + "/authorization-groups/\(used.group)/preview",
                ["scopes": ["customers:read"]],
                token: advisor.token
            )
            expectStatus(preview, 200)
            #expect(preview["keys"] == [])
            #expect(preview["key_count"] == 2)
            #expect(preview["refused"] == ["at_least": 4, "at_most": 4])
            #expect(try await used.preview(["customers:read"])["keys", "1", "name"] == "First")
        }
    }

    @Test("is not told over keys that have ended")
    func ended() async throws {
        try await withUsed { used in
            _ = try await send(used)
            #expect(await used.platform.flushUsage())
            try await used.platform.database.run("UPDATE keys SET expired_at = created_at WHERE name = 'First'")
            try await used.platform.database.run("UPDATE keys SET disabled_at = created_at WHERE name = 'Second'")
            try await used.platform.database.run("UPDATE keys SET revoked_at = created_at WHERE name = 'Third'")
            let preview = try await used.preview(["customers:read"])
            expectStatus(preview, 200)
            // A disabled key can be enabled again.
            #expect(preview["keys", "0", "name"] == "Second")
            #expect(preview["key_count"] == 1)
            #expect(preview["requests"] == 4)
        }
    }

    @Test("is looked up one at a time: many at once are told, or are told when to try again")
    func many() async throws {
        try await withUsed { used in
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for _ in 0..<12 { group.addTask { try await used.preview(["customers:read"]) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.contains { $0.status == 200 })
            for reply in replies where reply.status != 200 {
                expectProblem(reply, 503, "UNAVAILABLE")
                #expect(reply.headers.first(name: "Retry-After") == "5")
            }
            expectStatus(try await used.preview(["customers:read"]), 200)
        }
    }

    @Test("says when there is more than is looked at")
    func cutShort() async throws {
        try await withUsed { used in
            _ = try await send(used)
            #expect(await used.platform.flushUsage())
            let group: ID<AuthorizationGroup> = try #require(ID(used.group))
            let seen = try await used.platform.operations.database.readTenant(try #require(ID(used.admin.id))) {
                $0.observedUse(of: group, narrowedTo: [], since: Instant(microseconds: 0), keys: 2, mostRows: 3)
            }
            #expect(seen.isCutShort)
            #expect(seen.keys.count <= 2)
        }
    }

    @Test("is judged by the rules of the edit")
    func invalid() async throws {
        try await withUsed { used in
            for (scopes, errors) in [
                ([], ["/scopes REQUIRED"]), (["nonsense"], ["/scopes/0 UNKNOWN_SCOPE"]), (nil, ["/scopes REQUIRED"]),
                (1, ["/scopes WRONG_TYPE"]),
            ] as [(JSON, [String])] {
                let refused = try await used.preview(scopes)
                expectStatus(refused, 422)
                #expect(refused.errors == errors)
            }
            let other = try await used.platform.makeAdmin()
            let path = other.path + "/authorization-groups/\(used.group)/preview"
            let refused = try await used.platform.send(.POST, path, ["scopes": ["x"]], token: other.token)
            expectProblem(refused, 404, "NOT_FOUND")
        }
    }
}
