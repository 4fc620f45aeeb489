import API
import Domain
import HTTPTypes
import NIOHTTP1
import TestSupport
import Testing

/// What nobody knows to be there.
@Suite("Attacks on what is forgotten")
struct InventoryAttacks {
    @Test("API9:2023 there is one version of the API, and no other door to it")
    func otherVersions() async throws {
        try await withPlatform { platform in
            let token = try await platform.makeStaff(.superUser)
            for prefix in [
                "/v0", "/v2", "/v1.0", "/v1beta", "/api", "/api/v1", "/internal", "/admin", "/debug", "/test",
            ] {
                for path in ["/tenants", "/me", "/keys", "/sessions", ""] {
                    let reply = try await platform.send(.GET, prefix + path, token: token)
                    expectProblem(reply, 404, "NOT_FOUND", nil, "\(prefix)\(path)")
                }
            }
        }
    }

    @Test("API9:2023 every route that there is stands in the description of the API, and nothing else does")
    func undocumented() async throws {
        try await withPlatform { platform in
            let document = try await platform.send(.GET, "/openapi.json")
            guard case .object(let paths)? = document["paths"] else {
                Issue.record("the document has no paths")
                return
            }
            let described = paths.flatMap { path in
                ["get", "post", "put", "patch", "delete"].filter { path.value[$0] != nil }.map { "\($0) \(path.name)" }
            }
            // SCIM describes itself, under /Schemas.
            let routes = Routes(platform.operations).all.filter { $0.dialect == .plain }
                .map { "\($0.method.rawValue.lowercased()) \($0.template)" }
            #expect(Set(described) == Set(routes))
        }
    }

    @Test("V13.4.5 what gateways and operators ask is not to be had from outside")
    func privateRoutes() async throws {
        try await withPlatform { platform in
            let token = try await platform.makeStaff(.superUser)
            for path in ["/livez", "/readyz", "/metrics", "/v1/authorize", "/debug/pprof", "/health", "/status"] {
                expectProblem(try await platform.send(.GET, path, token: token), 404, "NOT_FOUND", nil, "\(path)")
            }
            for path in ["/v1/verify", "/v1/outcomes"] {
                expectProblem(try await platform.send(.POST, path, [:], token: token), 404, "NOT_FOUND", nil, "\(path)")
            }
        }
    }

    @Test("API9:2023 the listener for gateways knows none of the routes of the admin API")
    func publicRoutes() async throws {
        try await withPlatform { platform in
            let token = try await platform.makeStaff(.superUser)
            for path in ["/v1/me", "/v1/tenants", "/openapi.json", "/v1/limit-requests"] {
                let reply = try await platform.check(.GET, path, headers: ["Authorization": "Bearer \(token)"])
                #expect(reply.status == 404, "\(path)")
            }
            #expect(try await platform.check(.POST, "/v1/sessions", [:]).status == 404)
        }
    }
}
