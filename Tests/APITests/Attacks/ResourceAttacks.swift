import Domain
import NIOHTTP1
import Operations
import TestSupport
import Testing

/// More than anybody needs, of whatever costs something.
@Suite("Attacks on memory and time")
struct ResourceAttacks {
    @Test("API4:2023 a body over 64 KiB is refused on every route that takes one, signed in or not")
    func largeBodies() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let large = Array(repeating: UInt8(ascii: " "), count: 64 * 1024 + 1)
            for (path, token) in [("/v1/sessions", nil), ("/v1/tenants", admin.token), (admin.path + "/keys", nil)] {
                let reply = try await platform.send(.POST, path, bytes: large, token: token)
                expectProblem(reply, 413, "PAYLOAD_TOO_LARGE")
            }
        }
    }

    @Test("API4:2023 no depth of nesting exhausts the stack")
    func deepNesting() async throws {
        try await withPlatform { platform in
            for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
                for depth in [100, 10_000] {
                    let body = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
                    let reply = try await platform.send(.POST, "/v1/sessions", bytes: Array(body.utf8.prefix(65536)))
                    #expect([400, 422].contains(reply.status), "\(open) \(depth): \(reply.status)")
                }
            }
            expectStatus(try await platform.attempt(platform.staff.email, platform.staff.password), 201)
        }
    }

    @Test("API4:2023 thousands of wrong members get an answer that is no larger than the question")
    func manyMembers() async throws {
        try await withPlatform { platform in
            let members = (0..<5000).map { JSON.Member("m\($0)", 1) }
            let body = JSON.object(members).encoded()
            let reply = try await platform.send(.POST, "/v1/sessions", bytes: body)
            expectProblem(reply, 422, "VALIDATION_FAILED")
            #expect(reply.body.count < body.count)
        }
    }

    @Test("API4:2023 no page is longer than 100, whatever limit is asked for")
    func hugeLimits() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for limit in ["101", "0", "-1", "1000000", "99999999999999999999999", "1e2", "0x10", "١٠", "1%00"] {
                let path = admin.path + "/keys?limit=\(limit.addingPercentEncoding)"
                let reply = try await platform.send(.GET, path, token: admin.token)
                #expect([400, 422].contains(reply.status), "\(limit): \(reply.status)")
            }
            expectStatus(try await platform.send(.GET, admin.path + "/keys?limit=100", token: admin.token), 200)
        }
    }

    @Test("API4:2023 a key has no more scopes and addresses than make sense, and each text has its length")
    func largeLists() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let wrong: [(String, JSON)] = [
                ("scopes", .array(Array(repeating: "customers:read", count: 3000))),
                ("ip_allowlist", .array((0..<3000).map { .string("10.0.\($0 / 250).\($0 % 250)") })),
                ("name", .string(String(repeating: "x", count: 50_000))),
                ("description", .string(String(repeating: "x", count: 50_000))),
            ]
            for (field, value) in wrong {
                let key: JSON = ["name": "A key", "scopes": ["customers:read"]]
                let reply = try await platform.send(
                    .POST,
                    admin.path + "/keys",
                    key.with(.object([JSON.Member(field, value)])),
                    token: admin.token
                )
                #expect(reply.status == 422, "\(field) \(reply.text)")
                #expect(reply.pointers.allSatisfy { $0.hasPrefix("/\(field)") })
            }
        }
    }

    @Test("V15.2.2 a flood of sign-ins is asked to come back, and keeps nobody from anything else")
    func floodOfSignIns() async throws {
        let slow = PasswordHasher(cost: PasswordHasher.Cost(logN: 15, r: 8, p: 1), concurrency: 1, waitingLimit: 2)
        try await withPlatform(passwords: slow) { platform in
            let token = try await platform.signIn(platform.staff)
            async let flood = atOnce(20) { _ in try await platform.attempt("nobody@tenant.example", "a password") }
            let meanwhile = try await atOnce(20) { _ in try await platform.send(.GET, "/v1/me", token: token) }
            for reply in meanwhile { expectStatus(reply, 200) }
            let refused = try await flood.filter { $0.status != 401 }
            #expect(!refused.isEmpty)
            for reply in refused { #expect(reply.headers.contains(name: "Retry-After"), "\(reply.status)") }
        }
    }
}

extension String {
    fileprivate var addingPercentEncoding: String {
        utf8.map { byte in
            byte < 0x80 ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
