import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("A program with an access token of the tenant's identity provider", .timeLimit(.minutes(5)))
struct ProgramTokenTests {
    @Test("may do what its groups are worth, without having been there before")
    func works() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider, as: .businessAdmin)
            let token = try provider.program(for: tenant)
            let keys = try await platform.send(.GET, tenant.path + "/keys", token: token)
            #expect(keys.status == 200)
            let me = try await platform.send(.GET, "/v1/me", token: token)
            #expect(me["memberships", "0", "role"] == "BUSINESS_ADMIN")
            #expect(me.string("user", "name") == "robot")
            #expect(me.string("user", "email")?.hasSuffix("@programs.invalid") == true)
            let again = try await platform.send(.GET, "/v1/me", token: try provider.program(for: tenant))
            #expect(again.string("user", "id") == me.string("user", "id"))
        }
    }

    @Test("has no session to end, and no say over an account")
    func noSession() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let token = try provider.program(for: tenant)
            let reply = try await platform.send(.DELETE, "/v1/sessions/current", token: token)
            #expect(reply.status == 204)
            let after = try await platform.send(.GET, "/v1/me", token: token)
            #expect(after.status == 200)
            let sessions = try await platform.database.strings(
                "SELECT tenant_id FROM sessions WHERE tenant_id IS NOT NULL"
            )
            #expect(sessions == [])
        }
    }

    @Test("loses at its next request what its groups are worth no more")
    func revocation() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider, as: .businessAdmin)
            let token = try provider.program(for: tenant)
            let before = try await platform.send(.GET, tenant.path, token: token)
            #expect(before.status == 200)
            try await platform.unmap("staff", in: tenant.id)
            let after = try await platform.send(.GET, tenant.path, token: token)
            #expect(after.status == 401)
            let left = try await platform.database.strings(
                "SELECT role FROM memberships WHERE origin = 'SINGLE_SIGN_ON'"
            )
            #expect(left == [])
            try await platform.expectConsistent(tenant.id)
        }
    }

    @Test("is nobody once its person is disabled, or its tenant takes no such tokens any more")
    func disabled() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let token = try provider.program(for: tenant)
            let email = try await platform.send(.GET, "/v1/me", token: token).string("user", "email")
            try await platform.disable(TestPlatform.Person(email: try #require(email), password: ""))
            let disabled = try await platform.send(.GET, "/v1/me", token: token)
            #expect(disabled.status == 401)
            let other = try provider.program(for: tenant, ["sub": "robot-2"])
            let before = try await platform.send(.GET, "/v1/me", token: other)
            #expect(before.status == 200)
            let gone = try await platform.send(.DELETE, tenant.signOnPath, token: tenant.token)
            #expect(gone.status == 204)
            let after = try await platform.send(.GET, "/v1/me", token: other)
            #expect(after.status == 401)
        }
    }

    @Test("reaches the one tenant whose audience its token has; with two tenants' it is nobody")
    func severalTenants() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let other = try await platform.makeConnected(to: provider)
            for (here, there) in [(tenant, other), (other, tenant)] {
                let token = try provider.program(for: here)
                let reply = try await platform.send(.GET, here.path, token: token)
                #expect(reply.status == 200)
                let elsewhere = try await platform.send(.GET, there.path, token: token)
                #expect(elsewhere.status == 404)
            }
            let audiences: JSON = [.string(tenant.audience), .string(other.audience)]
            let both = try await platform.send(
                .GET,
                "/v1/me",
                token: try provider.program(for: tenant, ["aud": audiences])
            )
            #expect(both.status == 401)
            let strange: JSON = [.string(tenant.audience), "https://other.example.com"]
            let one = try await platform.send(
                .GET,
                "/v1/me",
                token: try provider.program(for: tenant, ["aud": strange])
            )
            #expect(one.status == 200)
        }
    }

    @Test("is nobody while the tenant or the partner above it is suspended, known or not", arguments: [true, false])
    func suspended(partner: Bool) async throws {
        try await withHostileProvider { platform, provider in
            let above = try await platform.makeAdmin("partner-portal")
            let tenant = try await platform.makeConnected(to: provider, under: above)
            let known = try provider.program(for: tenant)
            let before = try await platform.send(.GET, "/v1/me", token: known)
            #expect(before.status == 200)
            try await platform.suspend(partner ? above.id : tenant.id)
            for token in [known, try provider.program(for: tenant, ["sub": "robot-2"])] {
                let reply = try await platform.send(.GET, "/v1/me", token: token)
                #expect(reply.status == 401)
            }
            let made = try await platform.database.strings("SELECT subject FROM sso_identities")
            #expect(made == ["robot-1"])
        }
    }

    @Test("is nobody with a token that lies, and then its issuer is told nothing")
    func lies() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let (good, header) = (provider.accessClaims(for: tenant), provider.mint.header(type: "at+jwt"))
            let now = SystemTime.seconds
            let tokens = [
                // An ID token is no key to anything.
                try provider.mint.token(provider.mint.header(), good),
                try provider.mint.token(header.without("typ"), good),
                TokenMint.token(header.with(["alg": "none"]), good),
                TokenMint.token(header.with(["alg": "HS256"]), good, secret: provider.mint.publicPEM),
                try TokenMint().token(header, good),
                try provider.mint.token(header.with(["kid": "../../keys"]), good),
                try provider.mint.token(header.with(["crit": ["exp"]]), good),
                try provider.mint.token(header, good.with(["iss": "https://accounts.example.com"])),
                try provider.mint.token(header, good.with(["aud": "https://other.example.com"])),
                try provider.mint.token(header, good.with(["aud": "latchkey"])),
                try provider.mint.token(header, good.with(["exp": .integer(now - 61)])),
                try provider.mint.token(header, good.with(["nbf": .integer(now + 120)])),
                try provider.mint.token(header, good.with(["iat": .integer(now + 120)])),
                try provider.mint.token(header, good.without("exp")),
                try provider.mint.token(header, good.without("sub")),
                try provider.mint.token(header, good.with(["groups": ["nobody"]])),
                "a.b.c", "..", "eyJ.eyJ.", String(repeating: "x", count: 5000) + ".y.z",
            ]
            for token in tokens {
                let reply = try await platform.send(.GET, "/v1/me", token: token)
                #expect(reply.status == 401, "\(token.prefix(200))")
                #expect(reply.headers.contains(name: "WWW-Authenticate"))
                #expect(!reply.text.contains(token))
            }
            let asked = Set(provider.requests.map(\.path))
            #expect(asked == ["/.well-known/openid-configuration", "/keys"])
            let people = try await platform.database.strings("SELECT email FROM users WHERE email LIKE '%.invalid'")
            #expect(people == [])
        }
    }

    @Test("works on while the provider is gone, by the keys that are kept")
    func providerDown() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            provider.say { $0.isDown = true }
            let reply = try await platform.send(.GET, "/v1/me", token: try provider.program(for: tenant))
            #expect(reply.status == 200)
        }
    }
}

extension HostileProvider {
    fileprivate func program(for tenant: TestTenant, _ change: [String: JSON] = [:]) throws -> String {
        try mint.token(mint.header(type: "at+jwt"), accessClaims(for: tenant).with(change))
    }
}

extension TestPlatform {
    fileprivate func makeConnected(
        to provider: HostileProvider,
        as role: Role = .member,
        under partner: TestTenant? = nil
    ) async throws -> TestTenant {
        let tenant =
            if let partner {
                try await makePerson(.businessAdmin, in: try await makeTenant("merchant-portal", parent: partner.id))
            } else {
                try await makeAdmin()
            }
        try await map("staff", to: role, in: tenant.id)
        let reply = try await connect(tenant, to: provider.issuer, ["audience": .string(tenant.audience)])
        try #require(reply.status == 200, "\(reply.text)")
        return tenant
    }
}
