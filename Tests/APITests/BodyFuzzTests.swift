import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("Bodies made at random", .timeLimit(.minutes(5)))
struct BodyFuzzTests {
    private static let password = "correct horse battery"
    private static let nobodysKey: JSON = "tnt_live_000000000000000000000000000000000000000000000000000000000001ybzaR"

    @Test("never get a 500, and never see a password or a token again", arguments: 0..<4)
    func bodies(seed: UInt64) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard", keyLimit: 1_000_000)
            let staff = try await platform.makeStaff(.superUser)
            let (key, secret) = try await platform.makeKey(in: admin)
            let random = RandomJSON(seed)
            for (method, path, form, token) in Self.routes(platform, admin, key, staff) {
                for round in 0..<60 {
                    let body = random.body(like: form)
                    let reply = try await platform.send(
                        method,
                        path,
                        bytes: body,
                        token: token,
                        headers: ["Latchkey-Reason": "test", "If-Match": "*"]
                    )
                    let what: Comment =
                        "seed \(seed), round \(round), \(path): \(String(decoding: body, as: UTF8.self).debugDescription)"
                    #expect([200, 201, 400, 401, 403, 409, 422, 429].contains(reply.status), what)
                    guard reply.status >= 400 else { continue }
                    expectProblem(reply, reply.status, reply.code ?? "", nil, what)
                    for secret in [Self.password, secret, String(secret.suffix(49)), token ?? admin.token] {
                        #expect(!reply.text.contains(secret), what)
                    }
                }
            }
        }
    }

    private static func routes(
        _ platform: TestPlatform,
        _ admin: TestTenant,
        _ key: String,
        _ staff: String
    ) -> [(HTTPMethod, String, JSON, String?)] {
        [
            (
                .POST, "/v1/sessions",
                ["email": .string(platform.staff.email), "password": .string(password), "transport": "BEARER"], nil
            ),
            (
                .POST, "/v1/tenants",
                ["name": "A tenant", "kind": "BUSINESS", "policy": "business-integrations", "key_limit": 5], staff
            ),
            (
                .POST, admin.path + "/authorization-groups",
                ["name": "A group", "description": "", "type": "USER", "scopes": ["invoices:read", "clients:read"]],
                admin.token
            ),
            (
                .POST, admin.path + "/keys",
                [
                    "name": "A key", "description": "", "environment": "TEST", "scopes": ["invoices:read"],
                    "full_access": nil, "authorization_group_id": nil, "expires_on": "2030-01-31", "expires_in": nil,
                    "expires_at": nil, "ip_allowlist": ["10.0.0.0/8", "2001:db8::/32"],
                    "rate_limit": ["requests": 10, "window_seconds": 60, "burst": 20],
                ], admin.token
            ),
            (
                .PATCH, admin.path + "/keys/\(key)",
                [
                    "name": "Another name", "description": nil, "ip_allowlist": ["10.0.0.0/8"],
                    "scopes": ["invoices:read"], "authorization_group_id": "grp_00000000000000000000000001",
                ], admin.token
            ),
            (
                .POST, admin.path + "/keys/\(key)/preview",
                [
                    "action": "EDIT", "ip_allowlist": ["10.0.0.0/8"], "scopes": ["invoices:read"],
                    "authorization_group_id": "grp_00000000000000000000000001",
                ], admin.token
            ),
            (
                .POST, admin.path + "/keys/\(key)/rotate",
                ["grace_seconds": 60, "expires_on": "2030-01-31", "expires_in": nil], admin.token
            ),
            (
                .POST, admin.path + "/members",
                [
                    "email": "new@tenant.example", "role": "MEMBER", "authorization_group_id": nil,
                    "expires_at": "2098-12-31T00:00:00Z",
                ], admin.token
            ),
            (
                .POST, "/v1/invitations/accept",
                [
                    "token": .string("lki_" + String(repeating: "0", count: 69)), "name": "Somebody",
                    "password": .string(password),
                ], nil
            ),
            (
                .POST, "/v1/password-links/accept",
                ["token": .string("lkp_" + String(repeating: "0", count: 69)), "password": .string(password)], nil
            ),
            (
                .POST, "/v1/leaks",
                ["key": nobodysKey, "url": "https://paste.example/raw/1", "comment": "In a paste."], nil
            ),
            (.POST, "/v1/keys/revoke", ["key": nobodysKey, "reason": "Lost."], nil),
            (
                .PUT, admin.path + "/single-sign-on",
                [
                    "issuer": "https://127.0.0.1:9", "client_id": "latchkey", "client_secret": "secret",
                    "audience": nil,
                    "email_claim": "email", "groups_claim": "groups", "trusts_email": false,
                ], admin.token
            ),
            (.POST, admin.path + "/directory-credentials", ["name": "A directory", "expires_at": nil], admin.token),
            (
                .POST, admin.path + "/role-mappings",
                ["directory_group": "Finance", "role": "MEMBER", "authorization_group_id": nil], admin.token
            ),
            (
                .POST, admin.path + "/webhook-endpoints",
                ["url": "https://hooks.example/in", "events": ["api_key.created"], "description": nil], admin.token
            ),
            (.POST, admin.path + "/keys/\(key)/duplicate", ["expires_on": "2030-01-31"], admin.token),
            (.POST, admin.path + "/keys/\(key)/revoke", ["reason": "test", "compromised": false], admin.token),
        ]
    }
}

/// The same bodies for the same seed: a good form with some of its parts replaced, doubled, added or left out, and at
/// times a byte of its text.
private struct RandomJSON {
    private let entropy: Entropy

    init(_ seed: UInt64) {
        entropy = .seeded(seed)
    }

    func body(like form: JSON) -> [UInt8] {
        var bytes = mutated(form).encoded()
        if below(8) == 0, !bytes.isEmpty { bytes[below(bytes.count)] = entropy.bytes(1)[0] }
        if below(30) == 0 { bytes.removeLast(below(bytes.count)) }
        return bytes
    }

    private func mutated(_ json: JSON) -> JSON {
        switch json {
        case .object(let members):
            .object(members.flatMap(mutated) + (below(6) == 0 ? [JSON.Member("x", value())] : []))
        case .array(let elements): .array(elements.flatMap { below(5) == 0 ? [mutated($0), value()] : [mutated($0)] })
        default: below(4) == 0 ? value() : json
        }
    }

    private func mutated(_ member: JSON.Member) -> [JSON.Member] {
        switch below(12) {
        case 0: []
        case 1: [member, member]
        case 2: [JSON.Member(member.name, value())]
        default: [JSON.Member(member.name, mutated(member.value))]
        }
    }

    private func value() -> JSON {
        switch below(4) {
        case 0: Self.values[below(Self.values.count)]
        case 1: .string(String(decoding: entropy.bytes(below(40)), as: UTF8.self))
        case 2: .integer(Int64(below(65_536)) - 32_768)
        default: .string(Self.texts[below(Self.texts.count)])
        }
    }

    private func below(_ bound: Int) -> Int {
        Int(entropy.bytes(2).reduce(0) { $0 << 8 | UInt($1) }) % max(1, bound)
    }

    private static let values: [JSON] = [
        nil, true, false, 0, -1, 1, 1.5, -0.0, 1e300, .integer(.max), .integer(.min), [], [:], [[]], [nil], "", "\0",
        [[:], 5],
        ["": nil], .array(Array(repeating: "x", count: 1001)), .string(String(repeating: "\u{1F511}", count: 5000)),
    ]

    private static let texts = [
        "a\0b", "\u{202E}", "\u{FFFF}", "e\u{301}", "' OR 1=1 --", "$1", "%s", "\\", "2027-02-29", "2027-01-31", "30d",
        "9999y",
        "2027-01-31T12:00:00Z", "+292277026596-12-04T15:30:07Z", "0.0.0.0/0", "::/0", "10.0.0.1/8", "::ffff:1.2.3.4",
        "fe80::1%eth0",
        "grp_01h455vb4pex5vsknk084sn02q", "ten_01h455vb4pex5vsknk084sn02q", "BUSINESS", "PARTNER", "merchant-portal",
        "partner-portal", "invoices:read", "LIVE", "COOKIE",
    ]
}
