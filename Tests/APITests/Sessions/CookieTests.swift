import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("A session in a browser's cookie")
struct CookieTests {
    @Test("is begun without telling the token to the page, and is good for its user")
    func signsIn() async throws {
        try await withPlatform { platform in
            var browser = Browser()
            let reply = try await platform.signIn(platform.staff, in: browser)
            expectStatus(reply, 201)
            #expect(reply["token"] == nil && !reply.text.contains("lks_"))
            #expect(reply.string("expires_at").flatMap { Instant(rfc3339: $0) } != nil)
            let fields = reply.headers["Set-Cookie"]
            #expect(fields.count == 2)
            let attributes = "Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age="
            #expect(fields.first?.hasPrefix("__Host-latchkey_session=lks_") == true)
            #expect(fields.first?.hasSuffix("; \(attributes)43200") == true)
            #expect(fields.last?.hasPrefix("__Host-latchkey_device=") == true)
            #expect(fields.last?.hasSuffix("; \(attributes)34560000") == true)

            browser.keep(reply)
            let me = try await platform.send(.GET, "/v1/me", in: browser)
            expectStatus(me, 200)
            #expect(me["user"] == reply["user"])
            #expect(me.headers["Set-Cookie"].isEmpty)
        }
    }

    @Test("is nobody's when it could be read in two ways")
    func ambiguous() async throws {
        try await withPlatform { platform in
            let browser = try await platform.browser(of: platform.staff)
            let mine = try #require(browser.cookies[Browser.session])
            let other = try await platform.signIn(platform.staff)
            let cookie = { (value: String) in "\(Browser.session)=\(value)" }
            let refused: [HTTPHeaders] = [
                ["Cookie": cookie(mine), "Authorization": "Bearer \(other)"],
                ["Cookie": cookie("")], ["Cookie": cookie("lks_")], ["Cookie": cookie("\"\(mine)\"")],
                ["Cookie": "\(cookie(mine)); \(cookie(mine))"], ["Cookie": "\(cookie(mine)); \(cookie(other))"],
                HTTPHeaders([("Cookie", cookie(mine)), ("Cookie", cookie(mine))]),
                ["Cookie": "\(cookie(mine)); \(cookie(mine))", "Authorization": "Bearer \(mine)"],
                ["Cookie": cookie(mine), "Authorization": "Basic \(mine)"],
                ["Cookie": "latchkey_session=\(mine)"], ["Cookie": "__host-latchkey_session=\(mine)"],
                ["Cookie": "x\(cookie(mine))"], ["Cookie": mine],
            ]
            for headers in refused {
                let reply = try await platform.send(.GET, "/v1/me", headers: headers)
                expectProblem(reply, 401, "UNAUTHENTICATED", nil, "\(headers)")
                #expect(!reply.text.contains(mine))
            }
            let accepted: [HTTPHeaders] = [
                ["Cookie": "a=b; \(cookie(mine));c"], ["Cookie": cookie(mine), "Authorization": "Bearer \(mine)"],
                HTTPHeaders([("Cookie", "a=b"), ("Cookie", cookie(mine))]),
            ]
            for headers in accepted {
                let reply = try await platform.send(.GET, "/v1/me", headers: headers)
                expectStatus(reply, 200)
            }
        }
    }

    @Test("is always a new one: what somebody slipped to the browser before is of no use to them after")
    func fixation() async throws {
        try await withPlatform { platform in
            let attacker = try await platform.makeAdmin()
            let slipped = Browser(cookies: [Browser.session: attacker.token])
            let reply = try await platform.signIn(platform.staff, in: slipped)
            expectStatus(reply, 201)
            var browser = slipped
            browser.keep(reply)
            let new = try #require(browser.cookies[Browser.session])
            #expect(new != attacker.token)
            let old = try await platform.send(.GET, "/v1/me", token: attacker.token)
            expectProblem(old, 401, "UNAUTHENTICATED")

            // One's own, too: whoever read it from the browser before the sign-in has nothing.
            let again = try await platform.signIn(platform.staff, in: browser)
            expectStatus(again, 201)
            let before = try await platform.send(.GET, "/v1/me", in: browser)
            expectProblem(before, 401, "UNAUTHENTICATED")
        }
    }

    @Test("goes with signing out, and another browser's stays")
    func signsOut() async throws {
        try await withPlatform { platform in
            var browser = try await platform.browser(of: platform.staff)
            let other = try await platform.browser(of: platform.staff)
            let before = browser
            let reply = try await platform.send(.DELETE, "/v1/sessions/current", in: browser)
            expectStatus(reply, 204)
            #expect(reply.headers["Set-Cookie"].count == 1)
            browser.keep(reply)
            #expect(browser.cookies[Browser.session] == nil)
            #expect(browser.cookies[Browser.device] != nil)
            let ended = try await platform.send(.GET, "/v1/me", in: before)
            expectProblem(ended, 401, "UNAUTHENTICATED")
            let stays = try await platform.send(.GET, "/v1/me", in: other)
            expectStatus(stays, 200)
        }
    }
}
