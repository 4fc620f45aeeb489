import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("Whoever is bounded by a group")
struct CeilingTests {
    @Test("as a partner's admin grants in a merchant what that group of the partner's holds, and nothing else")
    func partnersAdmin() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let merchant = try await platform.makeTenant("merchant-portal", parent: partner.id)
            // A scope that partner and merchants share, as an operator's own catalogues may.
            try await platform.amendPolicy(
                of: partner.id,
                #"scopes = '[{"name": "payments:read", "label": "Payments", "description": ""}]'"#
            )
            let bounded = try await platform.makeBounded(in: partner, role: .partnerAdmin, to: ["payments:read"])
            let create = { (scope: String) in
                try await platform.send(
                    .POST,
                    "/v1/tenants/\(merchant)/keys",
                    ["name": "Till", "scopes": [.string(scope)]],
                    token: bounded.token
                )
            }
            expectStatus(try await create("payments:read"), 201)
            let refused = try await create("payments:write")
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
            #expect(refused["missing_scopes"] == ["payments:write"])
        }
    }

    @Test("is told no secret again that has become more than they may grant")
    func replay() async throws {
        try await withPlatform { platform in
            let tenant = try await platform.makeAdmin()
            let scopes = Array(try await platform.catalogue(of: tenant).prefix(2))
            let bounded = try await platform.makeBounded(in: tenant, role: .advisor, to: scopes)
            let create = {
                try await platform.send(
                    .POST,
                    tenant.path + "/keys",
                    ["name": "Export", "scopes": .strings(scopes)],
                    token: bounded.token,
                    headers: ["Idempotency-Key": "once"]
                )
            }
            expectStatus(try await create(), 201)
            let again = try await create()
            #expect(again.headers.first(name: "Idempotent-Replayed") == "true")

            let narrower = try await platform.makeGroup(
                in: tenant,
                name: "Narrower",
                type: "USER",
                scopes: Array(scopes.prefix(1))
            )
            try await platform.limit(bounded.person, to: narrower)
            let refused = try await create()
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
            #expect(refused["missing_scopes"] == .strings(scopes.suffix(1)))
            #expect(refused["secret"] == nil)
        }
    }

    @Test("and is of the platform's staff too loses nothing by that, and says why like all staff")
    func staff() async throws {
        try await withPlatform { platform in
            let tenant = try await platform.makeAdmin()
            let scopes = try await platform.catalogue(of: tenant)
            try await platform.join(platform.staff, to: tenant.id, as: .advisor)
            let ceiling = try await platform.makeGroup(in: tenant, name: "Ceiling", type: "USER", scopes: [scopes[0]])
            try await platform.limit(platform.staff, to: ceiling)
            let token = try await platform.signIn(platform.staff)
            let draft: JSON = ["name": "Export", "scopes": .strings(scopes)]
            let silent = try await platform.send(.POST, tenant.path + "/keys", draft, token: token)
            expectProblem(silent, 422, "REASON_REQUIRED")
            let made = try await platform.send(
                .POST,
                tenant.path + "/keys",
                draft,
                token: token,
                headers: ["Latchkey-Reason": "asked by the tenant"]
            )
            expectStatus(made, 201)
        }
    }
}
