import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("/v1/sessions, one's own")
struct OwnSessionsTests {
    @Test("are listed newest first, with from where and how they were begun, and never with their tokens")
    func lists() async throws {
        try await withPlatform { platform in
            let token = try await platform.signIn(platform.staff)
            var browser = Browser()
            browser.page.add(name: "User-Agent", value: "Browser/\(String(repeating: "1", count: 300))")
            browser.keep(try await platform.signIn(platform.staff, in: browser))

            let reply = try await platform.send(.GET, "/v1/sessions", in: browser)
            expectStatus(reply, 200)
            let created = reply.data("created_at")
            #expect(created == created.sorted().reversed())
            #expect(reply["next_cursor"] == .null)
            #expect(reply["data", "0", "current"] == .bool(true) && reply["data", "1", "current"] == .bool(false))
            #expect(reply["data", "0", "ip"] == "127.0.0.1")
            #expect(reply["data", "0", "user_agent"]?.asString?.count == 200)
            #expect(reply["data", "0", "method"] == "PASSWORD")
            #expect(reply["data", "0", "second_factor"] == .bool(false))
            #expect(!reply.text.contains("lks_"))
            let bearer = try await platform.send(.GET, "/v1/sessions", token: token)
            #expect(bearer.data("id") == reply.data("id"))
            #expect(bearer["data", "0", "current"] == .bool(false))
        }
    }

    @Test("end one by one, at once; another person's is answered like one that does not exist")
    func endsOne() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let theirs = try await platform.send(.GET, "/v1/sessions", token: admin.token).data("id")[0]
            let mine = try await platform.makeAdmin()
            let kept = try await platform.signIn(mine.person)
            let listed = try await platform.send(.GET, "/v1/sessions", token: kept).data("id")
            #expect(listed.count == 2)

            let ended = try await platform.send(.DELETE, "/v1/sessions/\(listed[1])", token: kept)
            expectStatus(ended, 204)
            let gone = try await platform.send(.GET, "/v1/me", token: mine.token)
            expectProblem(gone, 401, "UNAUTHENTICATED")

            let foreign = try await platform.send(.DELETE, "/v1/sessions/\(theirs)", token: kept)
            for nothing in [unknownID(Session.self), listed[1], "x", unknownID(Tenant.self)] {
                let missing = try await platform.send(.DELETE, "/v1/sessions/\(nothing)", token: kept)
                expectProblem(missing, 404, "NOT_FOUND")
                #expect(missing.fingerprint == foreign.fingerprint)
            }
            let untouched = try await platform.send(.GET, "/v1/me", token: admin.token)
            expectStatus(untouched, 200)
        }
    }

    @Test("the present one takes its cookie with it")
    func endsCurrent() async throws {
        try await withPlatform { platform in
            var browser = try await platform.browser(of: platform.staff)
            let id = try await platform.send(.GET, "/v1/sessions", in: browser).data("id")[0]
            let reply = try await platform.send(.DELETE, "/v1/sessions/\(id)", in: browser)
            expectStatus(reply, 204)
            browser.keep(reply)
            #expect(browser.cookies[Browser.session] == nil)
        }
    }

    @Test("all others end together, and nobody else's")
    func endsOthers() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (second, third) = (
                try await platform.signIn(admin.person), try await platform.signIn(admin.person)
            )
            let reply = try await platform.send(.DELETE, "/v1/sessions", token: second)
            expectStatus(reply, 204)
            for ended in [admin.token, third] {
                let gone = try await platform.send(.GET, "/v1/me", token: ended)
                expectProblem(gone, 401, "UNAUTHENTICATED")
            }
            let kept = try await platform.send(.GET, "/v1/sessions", token: second)
            #expect(kept.data("id").count == 1)
            let staff = try await platform.browser(of: platform.staff)
            let theirs = try await platform.send(.GET, "/v1/sessions", in: staff)
            #expect(theirs.data("id").count > 1)
        }
    }

    @Test("are fifty at most, also when many begin at once: the oldest ends")
    func bounded() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for _ in 0..<45 { _ = try await platform.signIn(admin.person) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 { group.addTask { _ = try await platform.signIn(admin.person) } }
                try await group.waitForAll()
            }
            let newest = try await platform.signIn(admin.person)
            let listed = try await platform.send(.GET, "/v1/sessions", token: newest)
            #expect(listed.data("id").count == 50)
            let oldest = try await platform.send(.GET, "/v1/me", token: admin.token)
            expectProblem(oldest, 401, "UNAUTHENTICATED")
        }
    }

    @Test("concern the account: a session from a tenant's identity provider may neither see nor end them")
    func ownProof() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id: ID<Tenant> = try #require(ID(admin.id))
            try await platform.database.run("UPDATE sessions SET tenant_id = \(id)")
            let me = try await platform.send(.GET, "/v1/me", token: admin.token)
            expectStatus(me, 200)
            let asked: [(HTTPMethod, String, JSON?)] = [
                (.GET, "/v1/sessions", nil), (.DELETE, "/v1/sessions", nil),
                (.DELETE, "/v1/sessions/\(unknownID(Session.self))", nil),
                (
                    .POST, "/v1/me/password",
                    ["current_password": .string(admin.person.password), "new_password": "staple garden seventeen"]
                ),
            ]
            for (method, path, body) in asked {
                let reply = try await platform.send(method, path, body, token: admin.token)
                expectProblem(reply, 403, "PASSWORD_REQUIRED", nil, "\(method) \(path)")
            }
            let out = try await platform.send(.DELETE, "/v1/sessions/current", token: admin.token)
            expectStatus(out, 204)
        }
    }
}
