import Domain
import Foundation
import NIOHTTP1
import Outbound
import Postgres
import TestSupport
import Testing

@Suite("Signing in through a tenant's identity provider", .timeLimit(.minutes(5)))
struct SignOnTests {
    @Test("makes somebody of a mapped group what the mapping says, whichever way the client proves itself")
    func firstTime() async throws {
        try await withProvider { platform, provider in
            for client in IdentityProvider.Client.allCases {
                let tenant = try await platform.makeAdmin()
                try await platform.map("key-admins", to: .businessAdmin, in: tenant.id)
                let connected = try await platform.connect(tenant, to: provider.issuer, as: client)
                #expect(connected.status == 200, "\(connected.text)")

                let page = try await platform.signOn(as: "ada", at: tenant, through: provider)
                #expect(page.status == 302, "\(client) \(page.refusal ?? "")")
                #expect(page.location == "http://127.0.0.1:8080/")
                let token = try #require(page.sessionToken)
                let me = try await platform.send(.GET, "/v1/me", token: token)
                #expect(me.string("user", "email") == "ada@example.com")
                #expect(me.string("user", "name") == "Ada Example")
                #expect(me["memberships", "0", "role"] == "BUSINESS_ADMIN")
                let keys = try await platform.send(.GET, tenant.path + "/keys", token: token)
                #expect(keys.status == 200)
                let denied = try await platform.send(.GET, tenant.path, token: nil)
                #expect(denied.status == 401)
            }
        }
    }

    @Test("sets cookies that scripts cannot read and other sites cannot send")
    func cookies() async throws {
        try await withProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let browser = SignOnBrowser()
            let departure = try await browser.open("\(platform.publicURL)/v1/single-sign-on/\(tenant.id)")
            #expect(departure.status == 302)
            let pending = try #require(departure.setCookies.first)
            #expect(pending.hasPrefix("__Host-latchkey_sign_on="))
            #expect(pending.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"))
            let location = try #require(departure.location)
            let query = try #require(URLComponents(string: location)?.queryItems)
            let sent = Dictionary(uniqueKeysWithValues: query.map { ($0.name, $0.value ?? "") })
            #expect(sent["response_type"] == "code")
            #expect(sent["code_challenge_method"] == "S256")
            #expect(sent["scope"] == "openid email profile groups")
            #expect(sent["redirect_uri"] == "http://127.0.0.1:8080/v1/single-sign-on/\(tenant.id)/callback")

            let page = try await platform.signOn(as: "ada", at: tenant, through: provider, in: browser)
            #expect(page.setCookies.contains { $0.hasPrefix("__Host-latchkey_sign_on=;") && $0.hasSuffix("Max-Age=0") })
            let session = try #require(page.setCookies.first { $0.hasPrefix("__Host-latchkey_session=") })
            #expect(session.contains("; Path=/; Secure; HttpOnly; SameSite=Strict"))
            // It would let guesses at the person's password through, which a directory has no say in.
            #expect(!page.setCookies.contains { $0.hasPrefix("__Host-latchkey_device=") })
        }
    }

    @Test("is good in that tenant alone, whoever the person is elsewhere")
    func oneTenant() async throws {
        try await withProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let other = try await platform.makeAdmin()
            _ = try await platform.signOn(as: "ada", at: tenant, through: provider)
            let ada = TestPlatform.Person(email: "ada@example.com", password: "")
            try await platform.join(ada, to: other.id, as: .businessAdmin)
            try await platform.database.run("UPDATE users SET platform_role = 'SUPER_USER' WHERE email = \(ada.email)")

            let page = try await platform.signOn(as: "ada", at: tenant, through: provider)
            let token = try #require(page.sessionToken)
            let me = try await platform.send(.GET, "/v1/me", token: token)
            #expect(me["platform_role"] == .null)
            let reply = try await platform.send(.GET, other.path, token: token)
            #expect(reply.status == 404)
        }
    }

    @Test("gives and takes at each sign-in what the groups are worth now, and leaves alone what people have given")
    func gainsAndLosses() async throws {
        try await withProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            try await platform.map("staff", to: .member, in: tenant.id)
            let first = try await platform.signOn(as: "ada", at: tenant, through: provider)
            let before = try await platform.roles(of: first)
            #expect(before == ["BUSINESS_ADMIN", "MEMBER"])

            try await provider.setMembers(of: "key-admins", to: ["bob"])
            let second = try await platform.signOn(as: "ada", at: tenant, through: provider)
            let after = try await platform.roles(of: second)
            #expect(after == ["MEMBER"])

            let ada = TestPlatform.Person(email: "ada@example.com", password: "")
            try await platform.join(ada, to: tenant.id, as: .advisor)
            try await provider.setMembers(of: "staff", to: ["bob"])
            let third = try await platform.signOn(as: "ada", at: tenant, through: provider)
            let kept = try await platform.roles(of: third)
            #expect(kept == ["ADVISOR"])
        }
    }

    @Test("refuses whoever is in no mapped group, and makes nobody of them")
    func noRole() async throws {
        try await withProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let page = try await platform.signOn(as: "eve", at: tenant, through: provider)
            #expect(page.status == 403)
            #expect(page.refusal == "NO_ROLE")
            #expect(page.sessionToken == nil)
            try await platform.writeCountedEvents()
            let refused = try await platform.trail(of: tenant.id, "session.refused")
            #expect(refused.map { $0["after"]?["code"] } == ["NO_ROLE"])
            #expect(refused.first?["actor"] == .null)
            let made = try await platform.database.strings("SELECT email FROM users WHERE email = 'eve@example.com'")
            #expect(made == [])
        }
    }

    @Test("takes away the last role of somebody who has lost their groups, though it refuses them")
    func lostAll() async throws {
        try await withProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let first = try await platform.signOn(as: "ada", at: tenant, through: provider)
            let token = try #require(first.sessionToken)
            try await platform.unmap("key-admins", in: tenant.id)
            let second = try await platform.signOn(as: "ada", at: tenant, through: provider)
            #expect(second.refusal == "NO_ROLE")
            let reply = try await platform.send(.GET, tenant.path, token: token)
            #expect(reply.status == 404)
        }
    }

    @Test("knows people by their subject: another address at the provider changes nothing")
    func subjectDecides() async throws {
        try await withProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let first = try await platform.signOn(as: "ada", at: tenant, through: provider)
            let user = try await platform.send(.GET, "/v1/me", token: first.sessionToken).string("user", "id")
            try await provider.setEmail(of: "ada", to: tenant.person.email)
            let second = try await platform.signOn(as: "ada", at: tenant, through: provider)
            let me = try await platform.send(.GET, "/v1/me", token: second.sessionToken)
            #expect(me.string("user", "id") == user)
            #expect(me.string("user", "email") == "ada@example.com")
        }
    }

    @Test("takes no address for which the provider does not vouch, unless the tenant says that it may")
    func unverifiedEmail() async throws {
        try await withProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            try await platform.connect(tenant, to: provider.issuer, ["trusts_email": false])
            let page = try await platform.signOn(as: "ada", at: tenant, through: provider)
            #expect(page.refusal == "EMAIL_NOT_VERIFIED")
        }
    }

    @Test("follows the provider to a new key, and off one that it has withdrawn")
    func keyRotation() async throws {
        try await withProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider, takesPrograms: true)
            let old = try await provider.accessToken(Self.program.with(["aud": .string(tenant.audience)]))
            try await provider.turnKeys(forget: true)
            let reply = try await platform.send(.GET, "/v1/me", token: old)
            // The keys that are kept are good still, until whoever sets up a connection has them asked for again.
            #expect(reply.status == 200)
            let other = try await platform.makeConnected(to: provider)
            let page = try await platform.signOn(as: "ada", at: other, through: provider)
            #expect(page.status == 302, "\(page.refusal ?? "")")
            let withdrawn = try await platform.send(.GET, "/v1/me", token: old)
            #expect(withdrawn.status == 401)
        }
    }

    @Test("can be left at both ends")
    func signOut() async throws {
        try await withProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let page = try await platform.signOn(as: "ada", at: tenant, through: provider)
            let reply = try await platform.send(.DELETE, "/v1/sessions/current", token: page.sessionToken)
            #expect(reply.status == 200)
            let url = try #require(reply.string("sign_out_url"))
            #expect(url.hasPrefix("\(provider.issuer)/oauth/end_session?client_id=latchkey&post_logout_redirect_uri="))
            let after = try await platform.send(.GET, "/v1/me", token: page.sessionToken)
            #expect(after.status == 401)
        }
    }

    @Test("is written down once for whoever comes for the first time, and never again without a change")
    func audit() async throws {
        try await withProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            for _ in 0..<2 { _ = try await platform.signOn(as: "ada", at: tenant, through: provider) }
            let rows = try await platform.auditTrail(of: tenant.id).map(\.row)
            #expect(rows.count { $0.contains("single_sign_on.admit") } == 1)
            #expect(rows.count { $0.contains("single_sign_on.set") } == 1)
            #expect(!rows.contains { $0.contains("the%client") })
            try await platform.expectConsistent(tenant.id)
        }
    }

    private static let program: JSON = [
        "sub": "robot", "client_id": "robot", "groups": ["key-admins"],
    ]

    private func withProvider(
        _ body: @escaping @Sendable (TestPlatform, IdentityProvider) async throws -> Void
    ) async throws {
        try await withIdentityProvider { provider in
            try await withPlatform(outbound: Outbound(allowsPrivate: true)) { platform in
                try await body(platform, provider)
            }
        }
    }
}

extension TestPlatform {
    /// A business whose directory's `key-admins` run it.
    fileprivate func makeConnected(to provider: IdentityProvider, takesPrograms: Bool = false) async throws
        -> TestTenant
    {
        let tenant = try await makeAdmin()
        try await map("key-admins", to: .businessAdmin, in: tenant.id)
        let reply = try await connect(
            tenant,
            to: provider.issuer,
            ["audience": takesPrograms ? .string(tenant.audience) : nil]
        )
        try #require(reply.status == 200, "\(reply.text)")
        return tenant
    }

    fileprivate func roles(of page: SignOnBrowser.Page) async throws -> [String] {
        let token: String = try #require(page.sessionToken, "\(page.refusal ?? "")")
        let me = try await send(.GET, "/v1/me", token: token)
        guard case .array(let memberships)? = me["memberships"] else { return [] }
        return memberships.compactMap { $0["role"]?.asString }.sorted()
    }
}
