import Domain
import NIOHTTP1
import Operations
import TestSupport
import Testing

/// Getting in without being anybody, or as somebody else.
@Suite("Attacks on signing in and on sessions")
struct AuthenticationAttacks {
    @Test("API2:2023 no token opens anything that is not whole, to the last character")
    func damagedTokens() async throws {
        try await withPlatform { platform in
            let token = try await platform.makeAdmin().token
            let last = token.last == "a" ? "b" : "a"
            let damaged = [
                String(token.dropLast()), token + "0", String(token.dropLast()) + last, token.uppercased(),
                token.lowercased(), String(token.dropFirst(4)), "lks_", String(token.reversed()), token + "=",
                String(token.prefix(30)) + String(repeating: "0", count: 43),
            ]
            for bad in damaged where bad != token {
                expectProblem(
                    try await platform.send(.GET, "/v1/me", token: bad),
                    401,
                    "UNAUTHENTICATED",
                    nil,
                    "\(bad)"
                )
            }
            expectStatus(try await platform.send(.GET, "/v1/me", token: token), 200)
        }
    }

    @Test("API2:2023 another person's name before one's own secret is nobody")
    func splicedToken() async throws {
        try await withPlatform { platform in
            let (victim, attacker) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let spliced = String(victim.token.prefix(30)) + String(attacker.token.dropFirst(30))
            expectProblem(try await platform.send(.GET, "/v1/me", token: spliced), 401, "UNAUTHENTICATED")
        }
    }

    @Test("API2:2023 an API key is no session, and a session is no API key")
    func mixedUp() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let secret = try await platform.makeKey(in: admin).secret
            expectProblem(
                try await platform.send(.GET, admin.path + "/keys", token: secret),
                401,
                "UNAUTHENTICATED"
            )
            let header: HTTPHeaders = ["X-API-Key": secret]
            let silent = try await platform.send(.GET, admin.path + "/keys", headers: header)
            expectProblem(silent, 401, "UNAUTHENTICATED")
            #expect(try await platform.verdict(admin.token) == "MALFORMED")
        }
    }

    @Test("API2:2023 of two Authorization headers neither counts")
    func twoHeaders() async throws {
        try await withPlatform { platform in
            let token = try await platform.makeAdmin().token
            let twice = "Authorization: Bearer \(token)\r\n"
            let answer = try await platform.raw("GET /v1/me HTTP/1.1\r\n\(twice)\(twice)\r\n")
            #expect(answer?.status == 401)
            let once = try await platform.raw("GET /v1/me HTTP/1.1\r\n\(twice)\r\n")
            #expect(once?.status == 200)
        }
    }

    @Test("V14.2.1 a token is taken from its header alone: not from the query, a body or another header")
    func tokenElsewhere() async throws {
        try await withPlatform { platform in
            let token = try await platform.makeAdmin().token
            for path in ["/v1/me?token=\(token)", "/v1/me?access_token=\(token)", "/v1/me?authorization=\(token)"] {
                expectProblem(try await platform.send(.GET, path), 401, "UNAUTHENTICATED")
            }
            for name in ["X-Auth-Token", "X-API-Key", "Proxy-Authorization", "X-Forwarded-Access-Token"] {
                let reply = try await platform.send(.GET, "/v1/me", headers: [name: "Bearer \(token)"])
                expectProblem(reply, 401, "UNAUTHENTICATED", nil, "\(name)")
            }
            let body = try await platform.send(.POST, "/v1/tenants", ["access_token": .string(token)])
            expectProblem(body, 401, "UNAUTHENTICATED")
        }
    }

    @Test("V7.2.4 whoever signs in gets a token that nobody has seen before, whatever they bring along")
    func fixation() async throws {
        try await withPlatform { platform in
            let person = try await platform.makeAdmin()
            let planted = try await platform.makeAdmin().token
            let form: JSON = [
                "email": .string(person.person.email), "password": .string(person.person.password),
                "transport": "BEARER",
            ]
            let headers: HTTPHeaders = ["Cookie": "session=\(planted); __Host-latchkey=\(planted)"]
            let reply = try await platform.send(.POST, "/v1/sessions", form, token: planted, headers: headers)
            let token = try #require(reply.string("token"), "\(reply.text)")
            #expect(![planted, person.token].contains(token))
            let me = try await platform.send(.GET, "/v1/me", token: planted)
            #expect(me.string("user", "email") != person.person.email)
        }
    }

    @Test("V7.2.3 tokens are random to the last character, and only their digests are stored")
    func entropy() async throws {
        try await withPlatform { platform in
            var secrets: Set<Substring> = []
            for _ in 0..<20 { secrets.insert(try await platform.signIn(platform.staff).dropFirst(30)) }
            #expect(secrets.count == 20)
            #expect(secrets.allSatisfy { $0.count == 43 })
            // 43 characters of 62 are 256 bits; whole columns of them would stand still in a token that counts.
            for place in 0..<43 {
                #expect(Set(secrets.map { $0[$0.index($0.startIndex, offsetBy: place)] }).count > 3, "\(place)")
            }
            for secret in secrets {
                #expect(try await platform.database.places(of: String(secret)) == [])
            }
        }
    }

    @Test("V7.3.2 a session ends after 12 hours, however busy it was")
    func lifetime() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let token = try await platform.makeAdmin().token
            for _ in 0..<11 {
                clock.advance(by: .seconds(3600))
                expectStatus(try await platform.send(.GET, "/v1/me", token: token), 200)
            }
            clock.advance(by: .seconds(3600))
            expectProblem(try await platform.send(.GET, "/v1/me", token: token), 401, "UNAUTHENTICATED")
        }
    }

    @Test("V7.4.1 a token is dead once its session was ended, and stays so when the person signs in again")
    func signedOut() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let out = try await platform.send(.DELETE, "/v1/sessions/current", token: admin.token)
            expectStatus(out, 204)
            let again = try await platform.signIn(admin.person)
            expectProblem(try await platform.send(.GET, "/v1/me", token: admin.token), 401, "UNAUTHENTICATED")
            expectStatus(try await platform.send(.GET, "/v1/me", token: again), 200)
        }
    }

    @Test("V7.4.2 all sessions of a disabled person are dead, and no new one begins")
    func disabled() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let second = try await platform.signIn(admin.person)
            try await platform.disable(admin.person)
            for token in [admin.token, second] {
                expectProblem(try await platform.send(.GET, "/v1/me", token: token), 401, "UNAUTHENTICATED")
            }
            expectProblem(
                try await platform.attempt(admin.person.email, admin.person.password),
                401,
                "INVALID_CREDENTIALS"
            )
        }
    }

    @Test("V6.3.8 an address that nobody has is answered as a wrong password is, byte for byte")
    func unknownAddress() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let wrong = try await platform.attempt(admin.person.email, "not the password at all")
            let unknown = try await platform.attempt("nobody@tenant.example", "not the password at all")
            expectProblem(wrong, 401, "INVALID_CREDENTIALS")
            #expect(unknown.fingerprint == wrong.fingerprint)
        }
    }

    @Test(
        "V6.3.8 an address that nobody has costs as much work as one that somebody has: where passwords wait, it waits"
    )
    func unknownAddressWaits() async throws {
        // One password at a time and none waiting: of several at once all but one are refused, if each of them is work.
        let busy = PasswordHasher(cost: PasswordHasher.Cost(logN: 15, r: 8, p: 1), concurrency: 1, waitingLimit: 1)
        try await withPlatform(passwords: busy) { platform in
            for email in ["nobody@tenant.example", platform.staff.email] {
                let replies = try await atOnce(8) { _ in try await platform.attempt(email, "not the password at all") }
                #expect(replies.contains { $0.status == 503 }, "\(email)")
                #expect(replies.contains { $0.status == 401 }, "\(email)")
            }
        }
    }

    @Test("V6.2.8 a password is compared as it was typed: nothing of it is trimmed, cut off or folded")
    func exactPassword() async throws {
        try await withPlatform { platform in
            let tenant = try await platform.makeTenant()
            let password = "Correct Horse " + String(repeating: "Battery ", count: 10)
            let person = try await platform.makePerson(.member, in: tenant, password: password).person
            let near = [
                password.lowercased(), password.uppercased(), String(password.dropLast()), " " + password,
                password + " ", String(password.prefix(72)), String(password.prefix(64)), password + "\u{0}",
            ]
            for wrong in near {
                #expect(try await platform.attempt(person.email, wrong).status != 201, "\(wrong)")
            }
            expectStatus(try await platform.attempt(person.email, password), 201)
        }
    }

    @Test("V6.3.2 a platform begins with nobody in it: there is no account but those that its operator makes")
    func noDefaultAccounts() async throws {
        try await withPlatform { platform in
            #expect(try await platform.database.strings("SELECT email FROM users") == [platform.staff.email])
            for name in ["admin", "root", "sa", "latchkey", "postgres"] {
                for password in [name, "password", "changeme", "", "12345678"] {
                    let reply = try await platform.attempt("\(name)@localhost.example", password)
                    #expect([401, 422].contains(reply.status))
                }
            }
        }
    }
}

extension TestPlatform {
    /// Tries to sign in.
    func attempt(_ email: String, _ password: String) async throws -> HTTPReply {
        let form: JSON = ["email": .string(email), "password": .string(password), "transport": "BEARER"]
        return try await send(.POST, "/v1/sessions", form)
    }
}
