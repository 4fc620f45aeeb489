import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Fields that are not the sender's to write, or to read.
@Suite("Attacks on fields")
struct PropertyAttacks {
    /// What the server decides, or others: never a field of what is sent.
    static let serverOwned = [
        "id", "tenant_id", "tenant", "status", "version", "etag", "created_at", "created_by", "updated_at",
        "updated_by",
        "disabled_at", "revoked_at", "suspended_at", "suspended_by", "revocation_reason", "duplicated_from",
        "last_used_at", "request_count", "used", "open_keys", "secret", "prefix", "kid", "mac", "pepper_id", "route",
        "platform_role", "is_admin", "user", "user_id", "memberships", "decided_by", "granted_limit", "origin",
        "password_hash", "token_hash", "previous_secret", "__proto__", "constructor", "$where",
    ]

    @Test("V15.3.3 no route that takes a body takes a field that is the server's to write")
    func massAssignment() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let ground = try await AttackGround(platform, cast)
            for row in AccessRow.all {
                guard let body = row.body, ground.knows(row) else { continue }
                for field in Self.serverOwned {
                    let sent = body.with(.object([JSON.Member(field, "1")]))
                    let reply = try await ground.send(row, sent)
                    #expect(reply.status == 422, "\(row.name) \(field): \(reply.text)")
                    #expect(reply.errors.contains { $0.hasPrefix("/\(field) ") }, "\(row.name) \(field)")
                }
            }
        }
    }

    @Test("V15.3.3 a change of a key that smuggles in what is not to be changed changes nothing at all")
    func smuggled() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let key = try await platform.makeKey(in: admin).id
            let before = try await platform.read(key, in: admin)
            for (field, value) in [
                ("expires_at", nil), ("environment", "TEST"), ("scopes", ["exports:read"]), ("full_access", true),
                ("status", "ACTIVE"), ("tenant_id", .string(admin.id)),
            ] as [(String, JSON)] {
                let change: JSON = .object([JSON.Member("name", "Renamed"), JSON.Member(field, value)])
                let reply = try await platform.ask(.edit, key, in: admin, change)
                #expect(reply.status == 422, "\(field) \(reply.text)")
            }
            #expect(try await platform.read(key, in: admin).body == before.body)
        }
    }

    @Test("API3:2023 a partner's admin sets no limit and no billing day of the business that they make")
    func staffsFields() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            for field in ["key_limit", "billing_day"] {
                let tenant: JSON = [
                    "name": "Mine", "kind": "BUSINESS", "parent_id": .string(partner.id), "policy": "merchant-portal",
                ]
                let reply = try await platform.send(
                    .POST,
                    "/v1/tenants",
                    tenant.with(.object([JSON.Member(field, 20)])),
                    token: partner.token
                )
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/\(field) NOT_ALLOWED"])
            }
        }
    }

    @Test("API3:2023 of a member that is sent twice neither counts")
    func duplicateMembers() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for body in [
                #"{"name":"A key","scopes":["customers:read"],"scopes":["exports:read"]}"#,
                #"{"name":"A key","name":"B","scopes":["customers:read"]}"#,
                #"{"name":"A key","n\u0061me":"B","scopes":["customers:read"]}"#,
            ] {
                let reply = try await platform.send(
                    .POST,
                    admin.path + "/keys",
                    bytes: Array(body.utf8),
                    token: admin.token
                )
                #expect(reply.status == 422 && reply.errors.allSatisfy { $0.hasSuffix("DUPLICATE_FIELD") }, "\(body)")
            }
            #expect(try await platform.send(.GET, admin.path + "/keys", token: admin.token)["data"] == [])
        }
    }

    @Test("V15.3.5 a value of another type is refused, and never taken for what it resembles")
    func typeJuggling() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let staff = try await platform.makeStaff(.superUser)
            for limit in ["\"50\"", "true", "[50]", "{\"$gt\":0}", "50.5", "1e400", "9223372036854775808", "null"] {
                let body = "{\"limit\":\(limit),\"reason\":\"Test\"}"
                let reply = try await platform.send(
                    .PUT,
                    admin.path + "/key-limit",
                    bytes: Array(body.utf8),
                    token: staff
                )
                #expect([400, 422].contains(reply.status), "\(limit) \(reply.text)")
            }
            for name: JSON in [5, true, [], ["A key"], ["$ne": ""], .null] {
                let key: JSON = ["name": name, "scopes": ["customers:read"]]
                let reply = try await platform.send(.POST, admin.path + "/keys", key, token: admin.token)
                #expect(reply.status == 422, "\(name)")
            }
        }
    }

    @Test("V15.3.1 no answer to anybody has a field in which a secret could be")
    func excessiveData() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let ground = try await AttackGround(platform, cast)
            var names: Set<String> = []
            // What a person reads; a browser is taken elsewhere, and a directory has a credential of its own.
            let isElsewhere = { (template: String) in
                template == "/openapi.json" || template.contains("single-sign-on") || template.hasPrefix("/scim/")
            }
            for row in AccessRow.all where row.method == .GET && !isElsewhere(row.template) && ground.knows(row) {
                let reply = try await ground.send(row, nil)
                expectStatus(reply, 200)
                // An export is a document a line.
                let lines = row.template.hasSuffix("/export") ? reply.text.split(separator: "\n") : [reply.text[...]]
                for line in lines { names.formUnion(try JSON(parsing: Array(line.utf8)).memberNames) }
            }
            #expect(names.contains("name") && names.contains("status"))
            let secretive = names.filter { name in
                ["hash", "mac", "pepper", "token", "password"].contains { name.contains($0) }
                    || name == "secret"
            }
            // Of a row of the trail, which is no secret.
            #expect(secretive == ["hash"])
        }
    }
}

/// A tenant with one of everything, and staff who may do all but what only the tenant's own may.
struct AttackGround {
    private let platform: TestPlatform
    private let cast: Cast
    private let names: [String: String]

    init(_ platform: TestPlatform, _ cast: Cast) async throws {
        self.platform = platform
        self.cast = cast
        names = [
            "tenant": cast.business, "preset": "business-integrations",
            "key": try await platform.makeKey(in: cast.admin).id,
            "group": try await platform.makeGroup(in: cast.admin, scopes: ["customers:read"]),
            "limit_request": try await platform.makeLimitRequest(in: cast.admin),
        ]
    }

    /// Whether everything is there that the route names.
    func knows(_ row: AccessRow) -> Bool { row.objects.allSatisfy { names[$0] != nil } }

    func send(_ row: AccessRow, _ body: JSON?) async throws -> HTTPReply {
        let isOwn = row.name == "POST /v1/tenants/{tenant}/limit-requests"
        return try await platform.send(
            row.method,
            names.reduce(row.template) { $0.replacing("{\($1.key)}", with: $1.value) },
            body,
            token: isOwn ? cast.admin.token : cast.superUser,
            headers: isOwn ? ["If-Match": "*"] : ["If-Match": "*", "Latchkey-Reason": "test"]
        )
    }
}

extension JSON {
    /// All names of members, at every depth.
    var memberNames: Set<String> {
        switch self {
        case .object(let members):
            members.reduce(into: Set(members.map(\.name))) { $0.formUnion($1.value.memberNames) }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.memberNames) }
        default: []
        }
    }
}
