import API
import Domain
import HTTPTypes
import NIOHTTP1
import TestSupport
import Testing

@Suite("While a tenant is suspended")
struct SuspendedTenantTests {
    /// What a tenant's people may still do: see that it is suspended. Suspending and resuming have rules of their own.
    private static let exceptions: Set<String> = [
        "GET /v1/tenants/{tenant}", "POST /v1/tenants/{tenant}/suspend", "POST /v1/tenants/{tenant}/resume",
    ]

    @Test("or its partner, every route about it is refused to its people, behind 404 and 403", arguments: Role.allCases)
    func everyRoute(role: Role) async throws {
        try await withPlatform { platform in
            for suspendsPartner in [false, true] {
                let cast = try await platform.makeCast()
                let ids = try await platform.identifiers(cast)
                try await platform.suspend(suspendsPartner ? cast.partnerAdmin.id : cast.business)
                for route in Routes(platform.operations).all where route.template.contains("{tenant}") {
                    guard case .action(let action) = route.access else { continue }
                    let name = "\(route.method.rawValue) \(route.template)"
                    let reply = try await platform.send(route, ids, token: cast.token(of: role), reason: "test")
                    let foreign = try await platform.send(route, ids, token: cast.stranger.token)
                    expectProblem(foreign, 404, "NOT_FOUND", nil, "\(name)")
                    if AccessTable.reach(of: role, for: action) == .never {
                        expectProblem(reply, 403, "ROLE_FORBIDDEN", nil, "\(name)")
                    } else if role.isPlatform {
                        #expect([200, 201, 204, 422, 428].contains(reply.status), "\(name) \(reply.text)")
                    } else if !Self.exceptions.contains(name) {
                        expectProblem(reply, 403, "TENANT_SUSPENDED", nil, "\(name)")
                    }
                    if name == "POST /v1/tenants/{tenant}/resume" {
                        try await platform.suspend(suspendsPartner ? cast.partnerAdmin.id : cast.business)
                    }
                }
                let shown = try await platform.send(.GET, cast.path, token: cast.token(of: role))
                expectStatus(shown, 200)
            }
        }
    }

    @Test("whom its policy lets near no keys is told that, not that it is suspended")
    func keyRoles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast("tenant-settings")
            try await platform.suspend(cast.business)
            for path in ["/keys", "/keys/summary", "/usage"] {
                let refused = try await platform.send(.GET, cast.path + path, token: cast.advisor.token)
                expectProblem(refused, 403, "ROLE_FORBIDDEN", nil, "\(path)")
            }
            let made = try await platform.send(.POST, cast.path + "/keys", [:], token: cast.advisor.token)
            expectProblem(made, 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("somebody of staff who is one of its members too acts as staff there, with a reason")
    func staffWhoAreMembers() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let person = try await platform.operations.makeStaff(.superUser, "Both")
            try await platform.join(person, to: cast.business, as: .businessAdmin)
            let token = try await platform.signIn(person)
            let make = { (headers: HTTPHeaders) in
                let form: JSON = ["name": "A key", "scopes": ["customers:read"]]
                return try await platform.send(.POST, cast.path + "/keys", form, token: token, headers: headers)
            }
            expectStatus(try await make([:]), 201)
            for suspended in [cast.partnerAdmin.id, cast.business] {
                try await platform.suspend(suspended)
                expectProblem(try await make([:]), 422, "REASON_REQUIRED")
                expectStatus(try await make(["Latchkey-Reason": "test"]), 201)
                for path in ["/keys", "/policy"] {
                    expectStatus(try await platform.send(.GET, cast.path + path, token: token), 200)
                }
            }
            let roles = try await platform.audited("key.create", of: cast.business).compactMap { $0["actor"]?["role"] }
            #expect(roles == ["BUSINESS_ADMIN", "SUPER_USER", "SUPER_USER"])
        }
    }

    @Test("support staff who are its members get no further than its members")
    func supportWhoAreMembers() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let person = try await platform.operations.makeStaff(.support, "Both")
            try await platform.join(person, to: cast.business, as: .businessAdmin)
            let token = try await platform.signIn(person)
            try await platform.suspend(cast.business)
            let form: JSON = ["name": "A key", "scopes": ["customers:read"]]
            let made = try await platform.send(.POST, cast.path + "/keys", form, token: token)
            expectProblem(made, 403, "TENANT_SUSPENDED")
            expectStatus(try await platform.send(.GET, cast.path + "/keys", token: token), 200)
        }
    }

    @Test("its people still sign in, see who they are, and act in their other tenants")
    func elsewhere() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            try await platform.join(cast.admin.person, to: cast.stranger.id, as: .businessAdmin)
            try await platform.suspend(cast.business)
            let token = try await platform.signIn(cast.admin.person)
            for path in ["/v1/me", "/v1/tenants", cast.path, cast.stranger.path + "/keys"] {
                expectStatus(try await platform.send(.GET, path, token: token), 200)
            }
        }
    }
}
