import Domain
import Operations
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/sessions")
struct CreateSessionTests {
    @Test("the right password gives a token, which is good for its user")
    func signsIn() async throws {
        try await withPlatform { platform in
            let email = platform.staff.email
            let reply = try await platform.send(
                .POST,
                "/v1/sessions",
                credentials(email.uppercased(), platform.staff.password)
            )
            expectStatus(reply, 201)
            #expect(reply.headers.first(name: "Cache-Control") == "no-store")
            #expect(reply.string("user", "email") == email)
            #expect(reply.string("expires_at").flatMap { Instant(rfc3339: $0) } != nil)

            let me = try await platform.send(.GET, "/v1/me", token: reply.string("token"))
            #expect(me["user"] == reply["user"])
        }
    }

    @Test("a wrong password, an unknown address and a disabled user are answered alike")
    func tellsNobodyApart() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let disabled = try await platform.makePerson(.member, in: admin.id).person
            try await platform.disable(disabled)

            let wrong = try await platform.send(
                .POST,
                "/v1/sessions",
                credentials(admin.person.email, "not the password")
            )
            let unknown = try await platform.send(
                .POST,
                "/v1/sessions",
                credentials("nobody@tenant.example", admin.person.password)
            )
            let refused = try await platform.send(
                .POST,
                "/v1/sessions",
                credentials(disabled.email, disabled.password)
            )
            expectProblem(wrong, 401, "INVALID_CREDENTIALS")
            #expect(unknown.fingerprint == wrong.fingerprint)
            #expect(refused.fingerprint == wrong.fingerprint)
        }
    }

    @Test("a password is the same however a keyboard composes it")
    func normalises() async throws {
        try await withPlatform { platform in
            let tenant = try await platform.makeTenant()
            let person = try await platform.makePerson(.member, in: tenant, password: "pa\u{E4}sswort pa\u{E4}r").person
            let reply = try await platform.send(
                .POST,
                "/v1/sessions",
                credentials(person.email, "paa\u{308}sswort paa\u{308}r")
            )
            expectStatus(reply, 201)
        }
    }

    @Test("everything that is wrong is named at once, and nothing of it is repeated")
    func namesEverything() async throws {
        try await withPlatform { platform in
            let body: JSON = ["email": "no-address", "password": 20_261_121, "transport": "PIGEON", "remember": true]
            let wrong = try await platform.send(.POST, "/v1/sessions", body)
            expectProblem(
                wrong,
                422,
                "VALIDATION_FAILED",
                ["/email INVALID_EMAIL", "/password WRONG_TYPE", "/transport UNKNOWN_VALUE", "/remember UNKNOWN_FIELD"]
            )
            #expect(!wrong.text.contains("20261121") && !wrong.text.contains("no-address"))

            let missing = try await platform.send(.POST, "/v1/sessions", [:])
            expectProblem(
                missing,
                422,
                "VALIDATION_FAILED",
                ["/email REQUIRED", "/password REQUIRED", "/transport REQUIRED"]
            )

            let twice = #"{"email":"a@b.example","password":"x","password":"y","transport":"BEARER"}"#
            let duplicate = try await platform.send(.POST, "/v1/sessions", bytes: Array(twice.utf8))
            expectProblem(duplicate, 422, "VALIDATION_FAILED", ["/password DUPLICATE_FIELD"])

            let half = try await platform.send(.POST, "/v1/sessions", bytes: Array(#"{"email""#.utf8))
            expectProblem(half, 400, "INVALID_JSON")
        }
    }

    @Test("when too many wait for their password to be checked, the others are asked to come back")
    func bounded() async throws {
        let slow = PasswordHasher(cost: PasswordHasher.Cost(logN: 14, r: 8, p: 1), concurrency: 1, waitingLimit: 2)
        try await withPlatform(passwords: slow) { platform in
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await platform.send(
                            .POST,
                            "/v1/sessions",
                            credentials(platform.staff.email, platform.staff.password)
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let refused = replies.filter { $0.status != 201 }
            #expect(!refused.isEmpty && refused.count < 20)
            for reply in refused { expectProblem(reply, 503, "UNAVAILABLE") }
            let later = try await platform.send(
                .POST,
                "/v1/sessions",
                credentials(platform.staff.email, platform.staff.password)
            )
            expectStatus(later, 201)
        }
    }
}

private func credentials(_ email: String, _ password: String) -> JSON {
    ["email": .string(email), "password": .string(password), "transport": "BEARER"]
}
