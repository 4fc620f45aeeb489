import API
import Domain
import HTTPTypes
import NIOHTTP1
import TestSupport
import Testing

@Suite("A directory's credential")
struct DirectoryCredentialTests {
    @Test("lets a directory in, is told once, and is listed without its token until it is deleted")
    func life() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            let ids = (admin.id.suffix(26), directory.id.suffix(26))
            #expect(directory.token.hasPrefix("lkd_\(ids.0)\(ids.1)"))
            #expect(directory.token.count == 4 + 26 + 26 + 43)
            expectStatus(try await directory.send(.GET, "/Users"), 200)

            let list = try await platform.send(.GET, admin.path + "/directory-credentials", token: admin.token)
            #expect(list.data("id") == [directory.id])
            #expect(!list.text.contains(directory.token.suffix(43)))

            let path = admin.path + "/directory-credentials/\(directory.id)"
            expectStatus(try await platform.send(.DELETE, path, token: admin.token), 204)
            expectSCIM(try await directory.send(.GET, "/Users"), 401)
            expectProblem(try await platform.send(.DELETE, path, token: admin.token), 404, "NOT_FOUND")
        }
    }

    @Test("is of no use from its end on")
    func expiry() async throws {
        let clock = TestClock(try .at("2027-01-01T00:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let end = clock.now + .seconds(3600)
            let directory = try await platform.makeDirectory(in: admin, ["expires_at": .string(end.description)])
            expectStatus(try await directory.send(.GET, "/Users"), 200)
            clock.move(to: end)
            expectSCIM(try await directory.send(.GET, "/Users"), 401)
        }
    }

    @Test("is stored as a hash, and audited without its token")
    func storage() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            let rows = try await platform.database.strings("SELECT c::text FROM directory_credentials c")
            let trail = try await platform.auditTrail(of: admin.id).map(\.row)
            for text in rows + trail { #expect(!text.contains(directory.token.suffix(43))) }
            #expect(trail.contains { $0.contains(directory.id) })
        }
    }

    @Test("is made ten times at most, with a name, and to end in the future")
    func refusals() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let path = admin.path + "/directory-credentials"
            let past: JSON = ["expires_at": "2020-01-01T00:00:00Z", "token": "x"]
            let refused = try await platform.send(.POST, path, past, token: admin.token)
            expectProblem(
                refused,
                422,
                "VALIDATION_FAILED",
                ["/expires_at NOT_IN_FUTURE", "/name REQUIRED", "/token UNKNOWN_FIELD"]
            )
            for _ in 0..<10 { _ = try await platform.makeDirectory(in: admin) }
            let eleventh = try await platform.send(.POST, path, ["name": "One more"], token: admin.token)
            expectProblem(eleventh, 409, "CONFLICT")
        }
    }

    @Test("and role mappings are refused to whose own access has a ceiling: a directory grants everything")
    func bounded() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let bounded = try await platform.makePerson(.businessAdmin, in: admin.id)
            let directory = try await platform.makeDirectory(in: admin)
            let mapping = try await platform.map("Finance", to: .member, in: admin)
            let group = try await platform.makeGroup(in: admin, type: "USER", scopes: ["customers:read"])
            try await platform.limit(bounded.person, to: group)
            let asked: [(HTTPMethod, String, JSON?)] = [
                (.POST, "/directory-credentials", ["name": "Mine"]),
                (.DELETE, "/directory-credentials/\(directory.id)", nil),
                (.POST, "/role-mappings", ["directory_group": "*", "role": "BUSINESS_ADMIN"]),
                (.DELETE, "/role-mappings/\(mapping)", nil),
            ]
            for (method, path, form) in asked {
                let reply = try await platform.send(method, admin.path + path, form, token: bounded.token)
                expectProblem(reply, 403, "ROLE_FORBIDDEN", nil, "\(path)")
            }
        }
    }

    @Test(
        "is for its own tenant's SCIM and nothing else; nothing else is for SCIM, and nobody learns which tenants there are"
    )
    func walls() async throws {
        try await withPlatform { platform in
            let (admin, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let directory = try await platform.makeDirectory(in: admin)
            let stranger = try await platform.makeDirectory(in: other)
            for path in ["/v1/me", admin.path, admin.path + "/keys", admin.path + "/directory-credentials"] {
                expectProblem(try await platform.send(.GET, path, token: directory.token), 401, "UNAUTHENTICATED")
            }
            let wrong = String(directory.token.dropLast()) + (directory.token.hasSuffix("a") ? "b" : "a")
            for route in Routes(platform.operations).all where route.dialect == .scim {
                let path = { (tenant: String) in
                    route.template.replacing("{tenant}", with: tenant).replacing(/\{\w+\}/, with: "x")
                }
                let ask = { (tenant: String, token: String) in
                    let method = HTTPMethod(rawValue: route.method.rawValue)
                    return try await platform.send(method, path(tenant), token: token)
                }
                let refused = try await ask(admin.id, wrong)
                expectSCIM(refused, 401, nil, "\(route.template)")
                #expect(refused.headers.contains(name: "WWW-Authenticate"))
                for (tenant, token) in [
                    (admin.id, stranger.token), (admin.id, admin.token), (unknownID(Tenant.self), directory.token),
                    ("x", directory.token),
                ] {
                    let reply = try await ask(tenant, token)
                    #expect(reply.fingerprint == refused.fingerprint, "\(route.template)")
                }
            }
        }
    }

    @Test("is refused while its tenant is suspended, or the partner above it")
    func suspended() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let merchant = partner.in(try await platform.makeTenant("merchant-portal", parent: partner.id))
            let directory = try await platform.makeDirectory(in: merchant)
            try await platform.suspend(partner.id)
            expectSCIM(try await directory.send(.GET, "/Users"), 403)
            expectSCIM(try await directory.send(.POST, "/Users", scimUser("ada@tenant.example")), 403)
        }
    }
}
