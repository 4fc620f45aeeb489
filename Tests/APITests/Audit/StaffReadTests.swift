import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("What platform staff read")
struct StaffReadTests {
    @Test("is in the tenant's trail before they see it, once in a minute for each action; lists are in the platform's")
    func rows() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (key, _) = try await platform.makeKey(in: admin)
            let support = try await platform.makeStaff(.support)
            for _ in 0..<3 {
                for path in ["", "/keys", "/keys/\(key)", "/members", "/policy", "/key-limit"] {
                    expectStatus(try await platform.send(.GET, admin.path + path, token: support), 200)
                }
                for path in ["/v1/tenants", "/v1/limit-requests", "/v1/audit-events", "/v1/audit-events/verify"] {
                    expectStatus(try await platform.send(.GET, path, token: support), 200)
                }
            }
            let reads = try await platform.trail(of: admin.id, "staff.read")
            let actions = reads.map { $0["after"]?["action"] }
            #expect(actions == ["tenant.read", "key.read", "member.read", "policy.read", "limit.read"])
            for read in reads {
                #expect(read["actor"]?["role"] == "SUPPORT")
                #expect(read["actor"]?["session_id"] != .null)
                #expect(read["ip"] == "127.0.0.1")
            }
            let lists = try await platform.platformTrail("staff.read").map { $0["after"]?["action"] }
            #expect(lists == ["tenant.read", "limit.read", "audit.read"])
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("is nothing when it cannot be noted, and is noted in a suspended tenant too; its own people leave nothing")
    func refused() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let support = try await platform.makeStaff(.support)
            try await platform.database.run("REVOKE INSERT ON audit_events FROM latchkey_app")
            expectProblem(try await platform.send(.GET, admin.path, token: support), 503, "UNAVAILABLE")
            expectProblem(try await platform.send(.GET, "/v1/tenants", token: support), 503, "UNAVAILABLE")
            expectStatus(try await platform.send(.GET, admin.path, token: admin.token), 200)
            try await platform.database.run("GRANT INSERT ON audit_events TO latchkey_app")
            #expect(try await platform.trail(of: admin.id, "staff.read").isEmpty)
            try await platform.suspend(admin.id)
            expectStatus(try await platform.send(.GET, admin.path + "/keys", token: support), 200)
            #expect(try await platform.trail(of: admin.id, "staff.read").count == 1)
        }
    }

    @Test("is noted too where they came to change something and nothing was changed, each time and with their reason")
    func unchanged() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (key, _) = try await platform.makeKey(in: admin)
            let staff = try await platform.makeStaff(.superUser)
            let path = "/keys/\(key)"
            let changes: [(HTTPMethod, String, JSON?, action: String, changed: Int)] = [
                (.PATCH, "", ["name": "Renamed"], "tenant.update", 1),
                (.PATCH, path, ["name": "Renamed"], "key.update", 1),
                (.POST, path + "/enable", nil, "key.enable", 0), (.POST, path + "/disable", nil, "key.disable", 1),
                (.POST, path + "/revoke", nil, "key.revoke", 1), (.POST, "/suspend", nil, "tenant.suspend", 1),
            ]
            for (method, path, body, action, changed) in changes {
                for _ in 0..<2 {
                    let headers: HTTPHeaders = ["If-Match": "*", "Latchkey-Reason": "ticket 4711"]
                    let reply = try await platform.send(
                        method,
                        admin.path + path,
                        body,
                        token: staff,
                        headers: headers
                    )
                    expectStatus(reply, 200)
                }
                #expect(try await platform.trail(of: admin.id, action).count == changed, "\(action)")
                let reads = try await platform.trail(of: admin.id, "staff.read").filter { row in
                    row["after"]?["action"] == .string(action)
                }
                #expect(reads.count == 2 - changed, "\(action)")
                #expect(reads.allSatisfy { $0["reason"] == "ticket 4711" && $0["actor"]?["role"] == "SUPER_USER" })
            }
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("is noted of staff who are members as well where the policy keeps them from keys as members, and only there")
    func both() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (key, _) = try await platform.makeKey(in: admin)
            try await platform.promote(admin.person, to: .support)
            expectStatus(try await platform.send(.GET, admin.path + "/keys/\(key)", token: admin.token), 200)
            #expect(try await platform.trail(of: admin.id, "staff.read").isEmpty)
            try await platform.database.run("UPDATE policies SET key_roles = '{ADVISOR}'")
            expectStatus(try await platform.send(.GET, admin.path + "/keys/\(key)", token: admin.token), 200)
            let reads = try await platform.trail(of: admin.id, "staff.read")
            #expect(reads.map { $0["actor"]?["role"] } == ["SUPPORT"])
        }
    }

    @Test("holds no connection while it asks for another: as many at once as there are people are all answered")
    func crowd() async throws {
        try await withPlatform(poolSize: 2) { platform in
            let tenants = [try await platform.makeAdmin(), try await platform.makeAdmin()]
            let support = try await platform.makeStaff(.support)
            try await withThrowingTaskGroup(of: UInt.self) { group in
                for number in 0..<32 {
                    let path = tenants[number % 2].path + ["/keys", "/members", "", "/policy"][number / 2 % 4]
                    group.addTask { try await platform.send(.GET, path, token: support).status }
                }
                for try await status in group { #expect(status == 200) }
            }
        }
    }
}
