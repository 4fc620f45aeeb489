import API
import Domain
import HTTPTypes
import NIOHTTP1
import TestSupport
import Testing

/// What a browser keeps for its person, and what others make it send.
@Suite("Attacks through a browser")
struct BrowserAttacks {
    @Test("V3.3.1 no cookie is ever sent without TLS")
    func secure() async throws {
        try await withCookies { #expect($0.attributes.contains("Secure"), "\($0.name)") }
    }

    @Test("V3.3.2 no cookie goes along with what another site makes a browser send")
    func sameSite() async throws {
        try await withCookies { #expect($0.attributes.contains("SameSite=Strict"), "\($0.name)") }
    }

    @Test("V3.3.3 no other host can set, or read, a cookie of ours")
    func hostPrefix() async throws {
        try await withCookies { cookie in
            #expect(cookie.name.hasPrefix("__Host-"))
            #expect(cookie.attributes.contains("Path=/"))
            #expect(!cookie.attributes.contains { $0.lowercased().hasPrefix("domain") })
        }
    }

    @Test("V3.3.4 no script reads a session: not from the cookie, and not from the answer that sets it")
    func httpOnly() async throws {
        try await withPlatform { platform in
            let reply = try await platform.signIn(platform.staff, in: Browser())
            expectStatus(reply, 201)
            let cookies = Self.cookies(of: reply)
            #expect(cookies.count >= 1)
            for cookie in cookies {
                #expect(cookie.attributes.contains("HttpOnly"))
                #expect(!reply.text.contains(cookie.value))
            }
            #expect(reply["token"] == nil)
        }
    }

    @Test("V3.3.5 a cookie is as small as browsers ask for")
    func size() async throws {
        try await withCookies { #expect($0.name.utf8.count + $0.value.utf8.count < 4096) }
    }

    @Test("V3.5.1 nothing is changed for a cookie that another page made the browser send, on any route")
    func crossSite() async throws {
        try await withPlatform { platform in
            let browser = try await platform.browser(of: platform.staff)
            let pages: [HTTPHeaders] = [
                ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Origin": "https://evil.example"],
                ["Origin": "null"], [:],
            ]
            let before = try await platform.changes
            for row in AccessRow.all where row.isChange {
                if case .anyone = row.kind { continue }
                if case .directory = row.kind { continue }
                let path = row.template.replacing(#/{\w+}/#, with: unknownID(Tenant.self))
                for page in pages {
                    let reply = try await platform.send(row.method, path, row.body, in: browser.said(page))
                    expectProblem(reply, 403, "CROSS_SITE", nil, "\(row.name) \(page)")
                }
            }
            #expect(try await platform.changes == before)
            expectStatus(try await platform.send(.GET, "/v1/me", in: browser), 200)
        }
    }

    @Test(
        "V3.5.2 no form of another site is taken for JSON",
        arguments: ["text/plain", "application/x-www-form-urlencoded"]
    )
    func forms(type: String) async throws {
        try await withPlatform { platform in
            var headers = try await platform.browser(of: platform.staff).headers
            headers.add(name: "Content-Type", value: type)
            for path in ["/v1/tenants", "/v1/sessions", "/v1/policy-presets"] {
                let body = Array(#"{"name":"A tenant"}"#.utf8)
                let reply = try await platform.send(.POST, path, bytes: body, headers: headers)
                expectProblem(reply, 415, "UNSUPPORTED_MEDIA_TYPE")
            }
        }
    }

    @Test("V7.6.2 no other page signs a browser in, to somebody else's account")
    func forgedSignIn() async throws {
        try await withPlatform { platform in
            for page: HTTPHeaders in [["Sec-Fetch-Site": "cross-site"], ["Origin": "https://evil.example"], [:]] {
                let reply = try await platform.signIn(platform.staff, in: Browser(page: page))
                expectProblem(reply, 403, "CROSS_SITE")
                #expect(reply.headers["Set-Cookie"] == [])
            }
        }
    }

    @Test("V7.2.4 a session that was planted in a browser is not the one that its person gets by signing in")
    func plantedCookie() async throws {
        try await withPlatform { platform in
            let attacker = try await platform.makeAdmin()
            let planted = Browser().with(Browser.session, attacker.token)
            let reply = try await platform.signIn(platform.staff, in: planted)
            expectStatus(reply, 201)
            let session = try #require(Self.cookies(of: reply).first { $0.name == Browser.session })
            #expect(session.value != attacker.token)
        }
    }

    @Test("API2:2023 of two cookies, or a cookie and another's token, neither counts")
    func twoSessions() async throws {
        try await withPlatform { platform in
            let (first, second) = (try await platform.makeAdmin().token, try await platform.makeAdmin().token)
            let twice: HTTPHeaders = ["Cookie": "\(Browser.session)=\(first); \(Browser.session)=\(second)"]
            expectProblem(try await platform.send(.GET, "/v1/me", headers: twice), 401, "UNAUTHENTICATED")
            let both: HTTPHeaders = ["Cookie": "\(Browser.session)=\(first)"]
            let mixed = try await platform.send(.GET, "/v1/me", token: second, headers: both)
            expectProblem(mixed, 401, "UNAUTHENTICATED")
        }
    }

    @Test("V7.4.1 signing out takes the session out of the browser, and off the server")
    func signedOut() async throws {
        try await withPlatform { platform in
            let browser = try await platform.browser(of: platform.staff)
            let out = try await platform.send(.DELETE, "/v1/sessions/current", in: browser)
            expectStatus(out, 204)
            #expect(out.headers["Set-Cookie"].contains { $0.hasPrefix(Browser.session) && $0.contains("Max-Age=0") })
            expectProblem(try await platform.send(.GET, "/v1/me", in: browser), 401, "UNAUTHENTICATED")
        }
    }

    private struct SentCookie: Sendable {
        let name: String
        let value: String
        let attributes: [String]
    }

    private static func cookies(of reply: HTTPReply) -> [SentCookie] {
        reply.headers["Set-Cookie"].map { field in
            let parts = field.split(separator: ";").map { $0.drop { $0 == " " } }
            let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return SentCookie(
                name: String(pair[0]),
                value: String(pair[1]),
                attributes: parts.dropFirst().map(String.init)
            )
        }
    }

    /// Every cookie that is set by signing in.
    private func withCookies(_ body: @escaping @Sendable (SentCookie) -> Void) async throws {
        try await withPlatform { platform in
            let cookies = Self.cookies(of: try await platform.signIn(platform.staff, in: Browser()))
            #expect(!cookies.isEmpty)
            for cookie in cookies { body(cookie) }
        }
    }
}
