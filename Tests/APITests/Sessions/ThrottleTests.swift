import Domain
import NIOHTTP1
import Operations
import TestSupport
import Testing

@Suite("Guessing passwords")
struct ThrottleTests {
    private let clock = TestClock(Instant(microseconds: 1_795_000_000_000_000))

    private func withThrottle(_ body: @escaping @Sendable (TestPlatform) async throws -> Void) async throws {
        let proxy = try IPNetwork(validating: "127.0.0.1")
        let throttle = Throttle(elapsed: clock.elapsed)
        try await withPlatform(throttle: throttle, proxies: [proxy], body)
    }

    @Test("ends after ten wrong ones, for somebody and for nobody alike, and goes on when told to")
    func ends() async throws {
        try await withThrottle { platform in
            let admin = try await platform.makeAdmin().person
            var answers: [String] = []
            for email in [admin.email, "nobody@tenant.example"] {
                for _ in 0..<10 {
                    let wrong = try await platform.guess("wrong", email, from: "192.0.2.1")
                    expectProblem(wrong, 401, "INVALID_CREDENTIALS")
                }
                // The right one is not even looked at.
                let held = try await platform.guess(admin.password, email, from: "192.0.2.1")
                expectProblem(held, 429, "TOO_MANY_REQUESTS")
                #expect(held.headers["Retry-After"] == ["360"])
                answers.append(held.fingerprint)
            }
            #expect(answers[0] == answers[1])
            clock.advance(by: .seconds(360))
            let later = try await platform.guess(admin.password, admin.email, from: "192.0.2.1")
            expectStatus(later, 201)
        }
    }

    @Test("holds up nobody elsewhere, whatever is tried against them")
    func noLockOut() async throws {
        try await withThrottle { platform in
            let admin = try await platform.makeAdmin().person
            for place in 1...5 {
                for _ in 0..<12 { _ = try await platform.guess("wrong", admin.email, from: "198.51.100.\(place)") }
            }
            for _ in 0..<15 {
                let right = try await platform.guess(admin.password, admin.email, from: "192.0.2.1")
                expectStatus(right, 201)
            }
        }
    }

    @Test("holds up no browser on which its person has signed in before, also behind the same address")
    func knownDevice() async throws {
        try await withThrottle { platform in
            let admin = try await platform.makeAdmin().person
            let here: HTTPHeaders = ["Sec-Fetch-Site": "same-origin", "X-Forwarded-For": "192.0.2.1"]
            var browser = Browser(page: here)
            browser.keep(try await platform.signIn(admin, in: browser))
            #expect(browser.cookies[Browser.device] != nil)
            for number in 0..<120 {
                let email = number < 12 ? admin.email : "\(number)@tenant.example"
                _ = try await platform.guess("wrong", email, from: "192.0.2.1")
            }
            let stranger = try await platform.signIn(admin, in: Browser(page: here))
            expectProblem(stranger, 429, "TOO_MANY_REQUESTS")
            let known = try await platform.signIn(admin, in: browser.with(Browser.session, nil))
            expectStatus(known, 201)
            // It is known for its own person only.
            let other = try await platform.makeAdmin().person
            let another = try await platform.signIn(other, in: browser.with(Browser.session, nil))
            expectProblem(another, 429, "TOO_MANY_REQUESTS")
        }
    }

    @Test("counts what a signed-in person says their password is, too")
    func changing() async throws {
        try await withThrottle { platform in
            let admin = try await platform.makeAdmin()
            let change = { (password: String) in
                try await platform.send(
                    .POST,
                    "/v1/me/password",
                    ["current_password": .string(password), "new_password": "staple garden seventeen"],
                    token: admin.token,
                    headers: ["X-Forwarded-For": "192.0.2.1"]
                )
            }
            for _ in 0..<10 {
                let wrong = try await change("wrong")
                expectProblem(wrong, 422, "VALIDATION_FAILED", ["/current_password WRONG_PASSWORD"])
            }
            let held = try await change(admin.person.password)
            expectProblem(held, 429, "TOO_MANY_REQUESTS")
            let signIn = try await platform.guess(admin.person.password, admin.person.email, from: "192.0.2.1")
            expectProblem(signIn, 429, "TOO_MANY_REQUESTS")
        }
    }
}

extension TestPlatform {
    fileprivate func guess(_ password: String, _ email: String, from address: String) async throws -> HTTPReply {
        try await send(
            .POST,
            "/v1/sessions",
            ["email": .string(email), "password": .string(password), "transport": "BEARER"],
            headers: ["X-Forwarded-For": address]
        )
    }
}
