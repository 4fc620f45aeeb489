import API
import Domain
import HTTPTypes
import NIOHTTP1
import TestSupport
import Testing

@Suite("Staff who change a tenant's data")
struct ReasonTests {
    @Test("give a reason on every route, behind 403, that is not blank and fits")
    func everyRoute() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let ids = try await platform.identifiers(cast)
            var asked = 0
            for route in Routes(platform.operations).all {
                guard case .action(let action) = route.access, action.changesTenant, route.method != .get else {
                    continue
                }
                asked += 1
                let ask = { (token: String, reason: String?) in
                    try await platform.send(route, ids, token: token, reason: reason)
                }
                for reason in [nil, "", "   "] {
                    let reply = try await ask(cast.superUser, reason)
                    expectProblem(reply, 422, "REASON_REQUIRED", nil, "\(route.template)")
                }
                let long = try await ask(cast.superUser, String(repeating: "x", count: 1001))
                expectProblem(
                    long,
                    422,
                    "VALIDATION_FAILED",
                    ["/headers/Latchkey-Reason TOO_LONG"],
                    "\(route.template)"
                )
                let isSupports = AccessTable.reach(of: .support, for: action) == .any
                let support = try await ask(cast.support, nil)
                expectProblem(
                    support,
                    isSupports ? 422 : 403,
                    isSupports ? "REASON_REQUIRED" : "ROLE_FORBIDDEN",
                    nil,
                    "\(route.template)"
                )
            }
            #expect(asked >= 16)
        }
    }

    @Test("find it in the audit trail, beside what they did")
    func kept() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let staff = try await platform.signIn(platform.staff)
            let key = try await platform.makeKey(in: admin).id
            let group = try await platform.makeGroup(in: admin, scopes: ["customers:read"])
            let changes: [(HTTPMethod, String, JSON?)] = [
                (.PATCH, "", ["name": "Renamed"]),
                (.POST, "/suspend", ["reason": "The body's."]),
                (.POST, "/resume", nil),
                (.PATCH, "/policy", ["secret_prefix": "own"]),
                (
                    .POST, "/authorization-groups",
                    ["name": "Writers", "type": "TENANT_API_KEY", "scopes": ["customers:read"]]
                ),
                (.PATCH, "/authorization-groups/\(group)", ["name": "Others"]),
                (.DELETE, "/authorization-groups/\(group)", nil),
                (.POST, "/keys", ["name": "A key", "scopes": ["customers:read"]]),
                (.PATCH, "/keys/\(key)", ["description": "Edited"]),
                (.POST, "/keys/\(key)/disable", nil),
                (.POST, "/keys/\(key)/enable", nil),
                (.POST, "/keys/\(key)/rotate", nil),
                (.POST, "/keys/\(key)/duplicate", nil),
                (.POST, "/keys/\(key)/revoke", nil),
            ]
            for (number, (method, path, body)) in changes.enumerated() {
                let reply = try await platform.send(
                    method,
                    admin.path + path,
                    body,
                    token: staff,
                    headers: ["Latchkey-Reason": "Reason \(number)", "If-Match": "*"]
                )
                #expect([200, 201, 204].contains(reply.status), "\(method) \(path) \(reply.text)")
                let last = try #require(try await platform.auditTrail(of: admin.id).last)
                let row = try JSON(parsing: Array(last.row.utf8))
                #expect(row["reason"] == .string("Reason \(number)"), "\(method) \(path)")
                #expect(row["actor"]?["role"] == "SUPER_USER")
            }
        }
    }
}
