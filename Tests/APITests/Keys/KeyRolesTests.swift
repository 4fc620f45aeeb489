import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("Who may act on keys")
struct KeyRolesTests {
    /// By preset: the tenant roles around a business under a partner that may act on its keys.
    static let portals: [(String, Set<Role>)] = [
        ("enterprise-dashboard", [.businessAdmin, .advisor]),
        ("merchant-portal", [.partnerAdmin, .businessAdmin]),
        ("tenant-settings", [.businessAdmin]),
        ("business-integrations", [.partnerAdmin, .businessAdmin, .advisor]),
    ]

    @Test("the policy's roles make, list, read and revoke keys, and no others in the tenant", arguments: portals)
    func keyRoles(preset: String, roles: Set<Role>) async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast(preset)
            let form = try await platform.form(for: cast.admin, preset)
            for role in Role.allCases {
                let token = cast.token(of: role)
                let reason: HTTPHeaders = ["Latchkey-Reason": "test"]
                let made = try await platform.send(.POST, cast.path + "/keys", form, token: token, headers: reason)
                if roles.contains(role) || role == .superUser {
                    expectStatus(made, 201)
                } else {
                    expectProblem(made, 403, "ROLE_FORBIDDEN")
                }
                let mayRead = roles.contains(role) || role.isPlatform
                let list = try await platform.send(.GET, cast.path + "/keys", token: token)
                if mayRead { expectStatus(list, 200) } else { expectProblem(list, 403, "ROLE_FORBIDDEN") }

                let key = try await platform.send(.POST, cast.path + "/keys", form, token: cast.admin.token)
                let path = cast.path + "/keys/" + (key.string("key", "id") ?? "")
                let read = try await platform.send(.GET, path, token: token)
                if mayRead { expectStatus(read, 200) } else { expectProblem(read, 403, "ROLE_FORBIDDEN") }
                let revoked = try await platform.send(
                    .POST,
                    path + "/revoke",
                    ["compromised": true],
                    token: token,
                    headers: reason
                )
                if mayRead { expectStatus(revoked, 200) } else { expectProblem(revoked, 403, "ROLE_FORBIDDEN") }
            }
        }
    }

    @Test("a refusal says which roles could, whoever is refused")
    func namesRoles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast("tenant-settings")
            for token in [cast.advisor.token, cast.partnerAdmin.token, cast.member.token, cast.support] {
                let refused = try await platform.send(.POST, cast.path + "/keys", [:], token: token)
                expectProblem(refused, 403, "ROLE_FORBIDDEN")
                #expect(refused["roles"] == ["SUPER_USER", "BUSINESS_ADMIN"])
            }
        }
    }

    @Test("a partner's admin makes the partner's own keys; a member of the partner does not")
    func partner() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("partner-portal")
            let form: JSON = ["name": "A key", "scopes": ["merchants:read"]]
            let made = try await platform.send(.POST, admin.path + "/keys", form, token: admin.token)
            expectStatus(made, 201)
            let member = try await platform.makePerson(.member, in: admin.id)
            let refused = try await platform.send(.POST, admin.path + "/keys", form, token: member.token)
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("staff say why they make or revoke a key, and read without")
    func reasons() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let id = try await platform.makeKey(in: cast.admin).id
            let form: JSON = ["name": "A key", "scopes": ["customers:read"]]
            let silent = try await platform.send(.POST, cast.path + "/keys", form, token: cast.superUser)
            expectProblem(silent, 422, "REASON_REQUIRED")
            for token in [cast.superUser, cast.support] {
                let revoke = try await platform.send(.POST, cast.path + "/keys/\(id)/revoke", token: token)
                expectProblem(revoke, 422, "REASON_REQUIRED")
                let read = try await platform.send(.GET, cast.path + "/keys/\(id)", token: token)
                #expect(read.string("status") == "ACTIVE")
            }
            let long = String(repeating: "x", count: 1001)
            let wordy = try await platform.send(
                .POST,
                cast.path + "/keys",
                form,
                token: cast.superUser,
                headers: ["Latchkey-Reason": long]
            )
            expectProblem(wordy, 422, "VALIDATION_FAILED", ["/headers/Latchkey-Reason TOO_LONG"])
        }
    }

    @Test("a refusal comes before what was sent is read: 401, 404, 403, missing reason, 422")
    func order() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let id = try await platform.makeKey(in: cast.admin).id
            let changes = Ask.allCases.filter { $0 != .edit }.map { (HTTPMethod.POST, "/keys/\(id)/\($0.rawValue)") }
            for (method, path) in [(.POST, "/keys"), (.PATCH, "/keys/\(id)")] + changes {
                for (body, status, code) in [
                    ("{", 400, "INVALID_JSON"), ("[]", 422, "VALIDATION_FAILED"),
                    (#"{"x":1,"x":2}"#, 422, "VALIDATION_FAILED"), ("\u{FEFF}{}", 400, "INVALID_JSON"),
                ] as [(String, UInt, String)] {
                    let send = { (token: String?) in
                        try await platform.send(method, cast.path + path, bytes: Array(body.utf8), token: token)
                    }
                    expectProblem(try await send(nil), 401, "UNAUTHENTICATED")
                    expectProblem(try await send(cast.stranger.token), 404, "NOT_FOUND")
                    expectProblem(try await send(cast.member.token), 403, "ROLE_FORBIDDEN")
                    expectProblem(try await send(cast.superUser), 422, "REASON_REQUIRED")
                    expectProblem(try await send(cast.admin.token), status, code, nil, "\(path) \(body)")
                }
            }
        }
    }

    @Test("while a tenant or its partner is suspended, its people change and read nothing; staff change it")
    func suspended() async throws {
        try await withPlatform { platform in
            for suspendsPartner in [false, true] {
                let cast = try await platform.makeCast()
                let id = try await platform.makeKey(in: cast.admin).id
                try await platform.suspend(suspendsPartner ? cast.partnerAdmin.id : cast.business)
                let form: JSON = ["name": "A key", "scopes": ["customers:read"]]
                for role in [Role.partnerAdmin, .businessAdmin, .advisor] {
                    let token = cast.token(of: role)
                    let made = try await platform.send(.POST, cast.path + "/keys", form, token: token)
                    expectProblem(made, 403, "TENANT_SUSPENDED")
                    let revoked = try await platform.send(.POST, cast.path + "/keys/\(id)/revoke", token: token)
                    expectProblem(revoked, 403, "TENANT_SUSPENDED")
                    let read = try await platform.send(.GET, cast.path + "/keys/\(id)", token: token)
                    expectProblem(read, 403, "TENANT_SUSPENDED")
                }
                let reason: HTTPHeaders = ["Latchkey-Reason": "test"]
                let made = try await platform.send(
                    .POST,
                    cast.path + "/keys",
                    form,
                    token: cast.superUser,
                    headers: reason
                )
                expectStatus(made, 201)
                let revoked = try await platform.send(
                    .POST,
                    cast.path + "/keys/\(id)/revoke",
                    token: cast.support,
                    headers: reason
                )
                expectStatus(revoked, 200)
            }
        }
    }
}

extension TestPlatform {
    /// A key as the preset takes it.
    fileprivate func form(for admin: TestTenant, _ preset: String) async throws -> JSON {
        let scope = try #require(try await catalogue(of: admin).first)
        guard preset == "tenant-settings" else { return ["name": "A key", "scopes": [.string(scope)]] }
        return ["name": "A key", "authorization_group_id": .string(try await makeGroup(in: admin, scopes: [scope]))]
    }
}
