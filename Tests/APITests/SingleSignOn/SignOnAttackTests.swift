import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// How an ID token can lie.
private struct Lie: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let token: @Sendable (HostileProvider, _ good: JSON) throws -> String

    init(_ name: String, _ token: @escaping @Sendable (HostileProvider, JSON) throws -> String) {
        testDescription = name
        self.token = token
    }

    /// Signed as it should be, with other claims.
    init(claiming name: String, _ claims: [String: JSON]) {
        self.init(name) { try $0.mint.token($0.mint.header(), $1.with(claims)) }
    }

    /// Of the right claims, with another header.
    init(heading name: String, _ members: [String: JSON]) {
        self.init(name) { try $0.mint.token($0.mint.header().with(members), $1) }
    }

    static let all: [Lie] = [
        Lie("no signature") { TokenMint.token($0.mint.header().with(["alg": "none"]), $1) },
        Lie("no signature, in other letters") { TokenMint.token($0.mint.header().with(["alg": "nOnE"]), $1) },
        Lie("HS256 under the public key") {
            TokenMint.token($0.mint.header().with(["alg": "HS256"]), $1, secret: $0.mint.publicPEM)
        },
        Lie("HS256 under the key as published") {
            TokenMint.token($0.mint.header().with(["alg": "HS256"]), $1, secret: $0.mint.publicKey.text)
        },
        Lie("another one's key under the same kid") { try TokenMint().token($0.mint.header(), $1) },
        Lie("its own key in the header") {
            let own = TokenMint()
            return try own.token($0.mint.header().with(["jwk": own.publicKey]), $1)
        },
        Lie("a place for keys in the header") {
            let own = TokenMint(keyID: "own")
            return try own.token(own.header().with(["jku": .string($0.issuer + "/other-keys")]), $1)
        },
        Lie("certificates in the header") {
            let own = TokenMint(keyID: "own")
            return try own.token(own.header().with(["x5u": .string($0.issuer + "/certificates")]), $1)
        },
        Lie("a kid that is a path") {
            let own = TokenMint(keyID: "../../../../etc/passwd")
            return try own.token(own.header(), $1)
        },
        Lie("a kid that is SQL") { try $0.mint.token($0.mint.header().with(["kid": "' OR 1=1 --"]), $1) },
        Lie(heading: "another algorithm than the key's", ["alg": "ES384"]),
        Lie(heading: "RSA under a key of curves", ["alg": "RS256"]),
        Lie(heading: "an extension that must be understood", ["crit": ["exp"]]),
        Lie(heading: "an access token", ["typ": "at+jwt"]),
        Lie("a claim changed after signing") { provider, good in
            let parts = try provider.mint.token(provider.mint.header(), good).split(separator: ".")
            let forged = good.with(["sub": "somebody-else"]).encoded()
            return "\(parts[0]).\(Base64URL.encode(forged)).\(parts[2])"
        },
        Lie("two subjects") { provider, good in
            guard case .object(let members) = good else { return "" }
            return try provider.mint.token(provider.mint.header(), .object(members + [.init("sub", "other")]))
        },
        Lie("four parts") { try $0.mint.token($0.mint.header(), $1) + ".x" },
        Lie("no token at all") { _, _ in "" },
        Lie(claiming: "another issuer", ["iss": "https://accounts.example.com"]),
        Lie(claiming: "for another client", ["aud": "another-client"]),
        Lie(claiming: "for nobody", ["aud": []]),
        Lie(claiming: "for several, and not said for whom", ["aud": ["latchkey", "another-client"]]),
        Lie(claiming: "issued to another client", ["azp": "another-client"]),
        Lie(claiming: "past its end", ["exp": .integer(SystemTime.seconds - 61)]),
        Lie(claiming: "without an end", ["exp": nil]),
        Lie(claiming: "an end that is text", ["exp": "9999999999"]),
        Lie(claiming: "issued in the future", ["iat": .integer(SystemTime.seconds + 120)]),
        Lie(claiming: "not good yet", ["nbf": .integer(SystemTime.seconds + 120)]),
        Lie(claiming: "another nonce", ["nonce": "replayed"]),
        Lie(claiming: "no nonce", ["nonce": nil]),
        Lie(claiming: "no subject", ["sub": nil]),
        Lie(claiming: "an empty subject", ["sub": ""]),
    ]
}

@Suite("A provider that lies, and a browser that is lured", .timeLimit(.minutes(5)))
struct SignOnAttackTests {
    @Test("lets nobody in by a token that lies, and asks no place that it names")
    func lies() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            for lie in Lie.all {
                let begun = try await platform.begin(at: tenant)
                let token = try lie.token(provider, provider.claims(nonce: begun.nonce))
                provider.say { $0.idToken = token }
                let page = try await begun.browser.open(begun.callback())
                #expect(page.status == 403, "\(lie.testDescription)")
                #expect(page.refusal == "INVALID_TOKEN", "\(lie.testDescription)")
                #expect(page.sessionToken == nil, "\(lie.testDescription)")
            }
            let asked = Set(provider.requests.map(\.path))
            #expect(asked == ["/.well-known/openid-configuration", "/keys", "/token"])
            let made = try await platform.database.strings("SELECT email FROM users WHERE email = 'ada@example.com'")
            #expect(made == [])
        }
    }

    @Test("lets in by the same token when it does not lie, a minute of difference between clocks included")
    func truth() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let claims: [[String: JSON]] = [
                [:], ["exp": .integer(SystemTime.seconds - 30)], ["iat": .integer(SystemTime.seconds + 30)],
                ["aud": ["latchkey", "another-client"], "azp": "latchkey"], ["groups": "staff"],
            ]
            for change in claims {
                let begun = try await platform.begin(at: tenant)
                let said = provider.claims(nonce: begun.nonce).with(change)
                let token = try provider.mint.token(provider.mint.header(), said)
                provider.say { $0.idToken = token }
                let page = try await begun.browser.open(begun.callback())
                #expect(page.status == 302, "\(change) \(page.refusal ?? "")")
            }
        }
    }

    @Test("gives its secret in the form to a provider that takes it only there, with PKCE's verifier")
    func secretInForm() async throws {
        try await withHostileProvider { platform, provider in
            provider.say { $0.metadata = ["token_endpoint_auth_methods_supported": ["client_secret_post"]] }
            let tenant = try await platform.makeConnected(to: provider)
            let page = try await platform.signOn(at: tenant, provider, [:])
            #expect(page.status == 302, "\(page.refusal ?? "")")
            let asked = try #require(provider.requests.first { $0.path == "/token" })
            #expect(asked.authorization == nil)
            #expect(asked.body.contains("&client_id=latchkey&client_secret=the%25client%27s%2Bown%26secret%3A"))
            #expect(asked.body.contains("&code_verifier="))
        }
    }

    @Test("takes an address only when the provider says that it is verified")
    func emails() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let claims: [[String: JSON]] = [
                ["email_verified": false], ["email_verified": "true"], ["email_verified": nil], ["email": "ada"],
                ["email": nil],
            ]
            for change in claims {
                let page = try await platform.signOn(at: tenant, provider, change)
                #expect(page.refusal == "EMAIL_NOT_VERIFIED", "\(change)")
            }
            // About another claim than `email` the provider has said nothing.
            try await platform.connect(tenant, to: provider.issuer, ["trusts_email": false, "email_claim": "upn"])
            let page = try await platform.signOn(at: tenant, provider, ["upn": "ada@example.com"])
            #expect(page.refusal == "EMAIL_NOT_VERIFIED")
        }
    }

    @Test("begins no session in a browser that did not begin the sign-in")
    func loginCSRF() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let (attacker, victim) = (try await platform.begin(at: tenant), try await platform.begin(at: tenant))
            let token = try provider.mint.token(provider.mint.header(), provider.claims(nonce: attacker.nonce))
            provider.say { $0.idToken = token }
            for browser in [SignOnBrowser(), victim.browser] {
                let page = try await browser.open(attacker.callback())
                #expect(page.refusal == "NOT_BEGUN")
                #expect(page.sessionToken == nil)
            }
            for query in ["code=x", "state=\(victim.state)x&code=x", "state=&code=x"] {
                let page = try await victim.browser.open(victim.callback(query))
                #expect(page.refusal == "NOT_BEGUN", "\(query)")
            }
            #expect(!provider.requests.contains { $0.path == "/token" })
        }
    }

    @Test("takes each sign-in once, whatever came of it")
    func replay() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let begun = try await platform.begin(at: tenant)
            let token = try provider.mint.token(provider.mint.header(), provider.claims(nonce: begun.nonce))
            provider.say { $0.idToken = token }
            let cookie = try #require(begun.cookie.split(separator: ";").first)
            let callback = begun.callback().replacing(platform.publicURL, with: "")
            let first = try await platform.send(.GET, callback, headers: ["Cookie": String(cookie)])
            #expect(first.status == 302)
            let second = try await platform.send(.GET, callback, headers: ["Cookie": String(cookie)])
            #expect(second.status == 403)
            #expect(second.string("reason") == "NOT_BEGUN")
            #expect(provider.requests.count { $0.path == "/token" } == 1)
        }
    }

    @Test("takes no answer of another provider for this one's (RFC 9207)")
    func mixUp() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let named = try await platform.begin(at: tenant)
            let other = try await named.browser.open(named.callback() + "&iss=https%3A%2F%2Faccounts.example.com")
            #expect(other.refusal == "INVALID_TOKEN")
            provider.say { $0.metadata = ["authorization_response_iss_parameter_supported": true] }
            try await platform.connect(tenant, to: provider.issuer, ["trusts_email": false])
            let unnamed = try await platform.begin(at: tenant)
            let silent = try await unnamed.browser.open(unnamed.callback())
            #expect(silent.refusal == "INVALID_TOKEN")
            #expect(!provider.requests.contains { $0.path == "/token" })
        }
    }

    @Test("takes no code of another tenant's provider for this one's, though neither provider names itself")
    func mixUpOfTenants() async throws {
        try await withHostileProvider { platform, evil in
            try await withStubProvider { honest in
                let here = try await platform.makeConnected(to: evil)
                let there = try await platform.makeAdmin()
                try await platform.connect(there, to: honest.issuer)
                // The evil provider sends the browser on to the honest one, which knows its own tenant's callback alone.
                let begun = try await platform.begin(at: here)
                let token = try evil.mint.token(evil.mint.header(), evil.claims(nonce: begun.nonce))
                evil.say { $0.idToken = token }
                for tenant in [there.id, "ten_01h455vb4pex5vsknk084sn02q"] {
                    let page = try await begun.browser.open(begun.callback(of: tenant))
                    #expect(page.refusal == "NOT_BEGUN")
                    #expect(page.sessionToken == nil)
                }
                #expect(!(evil.requests + honest.requests).contains { $0.path == "/token" })
                let sent = try await platform.begin(at: there)
                #expect(sent.redirectURI == "http://127.0.0.1:8080/v1/single-sign-on/\(there.id)/callback")
                let page = try await platform.signOn(at: here, evil, [:])
                #expect(page.status == 302, "\(page.refusal ?? "")")
                let asked = try #require(evil.requests.first { $0.path == "/token" })
                #expect(asked.body.contains("%2Fv1%2Fsingle-sign-on%2F\(here.id)%2Fcallback&"))
            }
        }
    }

    @Test("lets nobody in whose tenant, or the partner above it, is suspended while they are on their way")
    func suspendedMeanwhile() async throws {
        for isPartner in [true, false] {
            try await withHostileProvider { platform, provider in
                let partner = try await platform.makeAdmin("partner-portal")
                let id = try await platform.makeTenant("merchant-portal", parent: partner.id)
                let tenant = try await platform.makePerson(.businessAdmin, in: id)
                try await platform.map("staff", to: .member, in: id)
                try await platform.connect(tenant, to: provider.issuer)
                let (late, inTime) = (try await platform.begin(at: tenant), try await platform.begin(at: tenant))
                let token = try provider.mint.token(provider.mint.header(), provider.claims(nonce: inTime.nonce))
                let suspended = isPartner ? partner.id : id
                provider.say {
                    $0.idToken = token
                    $0.meanwhile = { try await platform.suspend(suspended) }
                }
                let page = try await inTime.browser.open(inTime.callback())
                #expect(page.refusal == "NOT_BEGUN")
                #expect(page.sessionToken == nil)
                let after = try await late.browser.open(late.callback())
                #expect(after.status == 404)
                let made = try await platform.database.strings("SELECT subject FROM sso_identities")
                #expect(made == [])
            }
        }
    }

    @Test("begins at no other site's wish, and ends in a page of its own, as far as the browser says")
    func fetchMetadata() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let start = "/v1/single-sign-on/\(tenant.id)"
            for site in ["cross-site", "same-site", "", "NONE"] {
                let reply = try await platform.send(.GET, start, headers: ["Sec-Fetch-Site": site])
                expectProblem(reply, 403, "CROSS_SITE", nil, "\(site)")
                #expect(reply.headers["Set-Cookie"] == [])
            }
            for site in ["same-origin", "none"] {
                let reply = try await platform.send(.GET, start, headers: ["Sec-Fetch-Site": site])
                #expect(reply.status == 302, "\(site)")
            }
            let begun = try await platform.begin(at: tenant)
            let token = try provider.mint.token(provider.mint.header(), provider.claims(nonce: begun.nonce))
            provider.say { $0.idToken = token }
            let cookie = String(try #require(begun.cookie.split(separator: ";").first))
            let callback = begun.callback().replacing(platform.publicURL, with: "")
            let wrong: [HTTPHeaders] = [
                ["Sec-Fetch-Mode": "no-cors"], ["Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"],
                ["Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"], ["Sec-Fetch-Dest": "image"],
            ]
            for headers in wrong {
                var headers = headers
                headers.add(name: "Cookie", value: cookie)
                expectProblem(try await platform.send(.GET, callback, headers: headers), 403, "CROSS_SITE")
            }
            // A provider is another site, so where somebody comes from says nothing here.
            let right: HTTPHeaders = [
                "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document",
                "Cookie": cookie,
            ]
            let reply = try await platform.send(.GET, callback, headers: right)
            #expect(reply.status == 302)
        }
    }

    @Test("says when the provider refuses, or is gone")
    func refusals() async throws {
        try await withHostileProvider { platform, provider in
            let tenant = try await platform.makeConnected(to: provider)
            let refused = try await platform.begin(at: tenant)
            let page = try await refused.browser.open(refused.callback("state=\(refused.state)&error=access_denied"))
            #expect(page.refusal == "PROVIDER_REFUSED")
            let gone = try await platform.begin(at: tenant)
            provider.say { $0.isDown = true }
            let answer = try await gone.browser.open(gone.callback())
            #expect(answer.refusal == "PROVIDER_REFUSED")
        }
    }

    @Test("shows of a tenant without a provider, or suspended, no more than of one that does not exist")
    func existence() async throws {
        try await withHostileProvider { platform, provider in
            let without = try await platform.makeAdmin()
            let suspended = try await platform.makeConnected(to: provider)
            try await platform.suspend(suspended.id)
            let missing = try await platform.send(.GET, "/v1/single-sign-on/ten_01h455vb4pex5vsknk084sn02q")
            #expect(missing.status == 404)
            for tenant in [without, suspended] {
                let reply = try await platform.send(.GET, "/v1/single-sign-on/\(tenant.id)")
                #expect(reply.fingerprint == missing.fingerprint)
            }
        }
    }
}

/// A sign-in that has left for its provider.
private struct BegunSignOn: Sendable {
    let browser: SignOnBrowser
    let cookie: String
    let redirectURI: String?
    let state: String
    let nonce: String
    let tenant: String
    let publicURL: String

    func callback(_ query: String? = nil, of tenant: String? = nil) -> String {
        "\(publicURL)/v1/single-sign-on/\(tenant ?? self.tenant)/callback?\(query ?? "code=a-code&state=\(state)")"
    }
}

extension TestPlatform {
    fileprivate func makeConnected(to provider: HostileProvider) async throws -> TestTenant {
        let tenant = try await makeAdmin()
        try await map("staff", to: .member, in: tenant.id)
        let reply = try await connect(tenant, to: provider.issuer, ["trusts_email": false])
        try #require(reply.status == 200, "\(reply.text)")
        return tenant
    }

    fileprivate func begin(at tenant: TestTenant) async throws -> BegunSignOn {
        let browser = SignOnBrowser()
        let page = try await browser.open("\(publicURL)/v1/single-sign-on/\(tenant.id)")
        let location = try #require(page.location, "\(page.status)")
        let items = URLComponents(string: location)?.queryItems ?? []
        let sent = Dictionary(uniqueKeysWithValues: items.map { ($0.name, $0.value ?? "") })
        return BegunSignOn(
            browser: browser,
            cookie: try #require(page.setCookies.first),
            redirectURI: sent["redirect_uri"],
            state: try #require(sent["state"]),
            nonce: try #require(sent["nonce"]),
            tenant: tenant.id,
            publicURL: publicURL
        )
    }

    fileprivate func signOn(
        at tenant: TestTenant,
        _ provider: HostileProvider,
        _ change: [String: JSON]
    ) async throws -> SignOnBrowser.Page {
        let begun = try await begin(at: tenant)
        let claims = provider.claims(nonce: begun.nonce).with(change)
        let token = try provider.mint.token(provider.mint.header(), claims)
        provider.say { $0.idToken = token }
        return try await begun.browser.open(begun.callback())
    }
}
