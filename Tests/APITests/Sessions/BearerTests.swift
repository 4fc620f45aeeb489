import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("Who a bearer token is taken for")
struct BearerTests {
    @Test("nobody, when it is missing, malformed, made up or sent twice")
    func refusesWhatIsNoToken() async throws {
        try await withPlatform { platform in
            let token = try await platform.signIn(platform.staff)
            let altered = String(token.dropLast()) + (token.hasSuffix("a") ? "b" : "a")
            let values = [
                [], [""], ["Bearer"], ["Bearer "], ["Basic \(token)"], [token], ["Bearer \(token) \(token)"],
                ["Bearer  \(token)"], ["Bearer \(altered)"], ["Bearer lks_"], ["Bearer \(token)=="], ["Bearer {}"],
                ["Bearer \(token)", "Bearer \(token)"],
            ]
            for value in values {
                let headers = HTTPHeaders(value.map { ("Authorization", $0) })
                let reply = try await platform.send(.GET, "/v1/me", headers: headers)
                expectProblem(reply, 401, "UNAUTHENTICATED", nil, "\(value.count) headers")
                #expect(!reply.text.contains(token))
            }
            let lower = try await platform.send(.GET, "/v1/me", headers: ["authorization": "bearer \(token)"])
            expectStatus(lower, 200)
        }
    }

    @Test("nobody, when one person's secret comes under another's name")
    func refusesAnothersSecret() async throws {
        try await withPlatform { platform in
            let mine = try await platform.signIn(platform.staff)
            let theirs = try await platform.makeAdmin().token
            let mixed = theirs.prefix(30) + mine.dropFirst(30)
            let reply = try await platform.send(.GET, "/v1/me", token: String(mixed))
            expectProblem(reply, 401, "UNAUTHENTICATED")
        }
    }

    @Test("nobody, from the instant at which the session expires")
    func expires() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let token = try await platform.signIn(platform.staff)
            clock.advance(by: .seconds(12 * 3600) - .microseconds(1))
            let before = try await platform.send(.GET, "/v1/me", token: token)
            expectStatus(before, 200)
            clock.advance(by: .microseconds(1))
            let after = try await platform.send(.GET, "/v1/me", token: token)
            expectProblem(after, 401, "UNAUTHENTICATED")
        }
    }

    @Test("nobody, as soon as the user is disabled")
    func disabled() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            try await platform.disable(admin.person)
            let reply = try await platform.send(.GET, "/v1/me", token: admin.token)
            expectProblem(reply, 401, "UNAUTHENTICATED")
        }
    }
}
