import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Passwords, codes and links of others.
@Suite("Attacks on what proves who somebody is")
struct CredentialAttacks {
    private let start = Instant(microseconds: 1_795_000_000_000_000)

    @Test("V6.3.1 wrong passwords are bounded, for an address that nobody has no less")
    func guesses() async throws {
        try await withPlatform { platform in
            for email in [try await platform.makeAdmin().person.email, "nobody@tenant.example"] {
                var answers: [UInt] = []
                for _ in 0..<15 { answers.append(try await platform.attempt(email, "a wrong password").status) }
                #expect(answers.first == 401 && answers.last == 429, "\(answers)")
            }
        }
    }

    @Test("V6.2.3 a session alone does not change the password: it takes the present one")
    func passwordChange() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let change = { (current: JSON) in
                let body: JSON = ["current_password": current, "new_password": "another long password"]
                return try await platform.send(.POST, "/v1/me/password", body, token: admin.token)
            }
            for wrong: JSON in ["not the password at all", "", .null] {
                #expect(try await change(wrong).status == 422)
            }
            expectStatus(try await platform.attempt(admin.person.email, admin.person.password), 201)
        }
    }

    @Test("V7.4.3 changing the password ends every session but the one that it begins")
    func sessionsAfterChange() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let stolen = try await platform.signIn(admin.person)
            let body: JSON = [
                "current_password": .string(admin.person.password), "new_password": "another long password",
            ]
            let changed = try await platform.send(.POST, "/v1/me/password", body, token: admin.token)
            for token in [stolen, admin.token] {
                expectProblem(try await platform.send(.GET, "/v1/me", token: token), 401, "UNAUTHENTICATED")
            }
            expectStatus(try await platform.send(.GET, "/v1/me", token: changed.string("token")), 200)
        }
    }

    @Test("V6.2.1 no way to a password takes a short one, and V6.2.9 a long one is taken whole")
    func lengths() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for short in ["", "short", "1234567"] {
                let (_, token) = try await platform.makeInvitation("new@tenant.example", in: admin)
                expectProblem(try await platform.accept(token, password: short), 422, "VALIDATION_FAILED")
                let body: JSON = [
                    "current_password": .string(admin.person.password), "new_password": .string(short),
                ]
                expectProblem(
                    try await platform.send(.POST, "/v1/me/password", body, token: admin.token),
                    422,
                    "VALIDATION_FAILED"
                )
            }
            let long = String(repeating: "horse battery ", count: 8)
            let (_, token) = try await platform.makeInvitation("new@tenant.example", in: admin)
            expectStatus(try await platform.accept(token, password: long), 201)
            expectStatus(try await platform.attempt("new@tenant.example", long), 201)
            expectProblem(
                try await platform.attempt("new@tenant.example", String(long.prefix(64))),
                401,
                "INVALID_CREDENTIALS"
            )
        }
    }

    // MARK: Links

    @Test("V6.4.1 an invitation is good once, until it ends, and as it was issued")
    func invitations() async throws {
        let clock = TestClock(start)
        try await withPlatform(clock: clock.wallClock) { platform in
            var admin = try await platform.makeAdmin()
            let (_, late) = try await platform.makeInvitation("late@tenant.example", in: admin)
            clock.advance(by: .seconds(7 * 24 * 3600))
            admin = try await platform.signedInAgain(admin)
            let (_, token) = try await platform.makeInvitation("new@tenant.example", in: admin)
            let other = try await platform.makeInvitation("other@tenant.example", in: admin).token
            let spliced = String(token.dropLast(20)) + String(other.suffix(20))
            let bad = [late, spliced, String(token.dropLast()), token + "0", token.uppercased(), "", admin.token]
            var answers: Set<String> = []
            for wrong in bad { answers.insert(try await platform.accept(wrong).fingerprint) }
            #expect(answers.count == 1)
            expectStatus(try await platform.accept(token), 201)
            let again = try await platform.accept(token, password: "the attacker's own password")
            expectProblem(again, 422, "VALIDATION_FAILED", ["/token INVALID_TOKEN"])
            #expect(answers == [again.fingerprint])
        }
    }

    @Test("V6.4.1 of many who follow one invitation at once, one gets in")
    func invitationRace() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (_, token) = try await platform.makeInvitation(in: admin)
            let replies = try await atOnce(5) { number in
                try await platform.accept(token, password: "password number \(number)")
            }
            #expect(replies.filter { $0.status == 201 }.count == 1)
            for reply in replies where reply.status != 201 {
                #expect([409, 422, 503].contains(reply.status), "\(reply.text)")
            }
        }
    }

    @Test("V6.4.6 an admin can have a password set anew, and has no say in what it will be; and old links are void")
    func passwordLinks() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let member = try await platform.makePerson(.member, in: admin.id)
            let path = try await platform.memberPath(of: member) + "/password-link"
            let chosen: JSON = ["password": "the admin's choice of it"]
            let refused = try await platform.send(.POST, path, chosen, token: admin.token)
            expectProblem(refused, 422, "VALIDATION_FAILED", ["/password UNKNOWN_FIELD"])
            var tokens: [String] = []
            for _ in 0..<2 {
                let link = try await platform.send(.POST, path, token: admin.token)
                tokens.append(try platform.token(in: link.string("url")))
            }
            expectProblem(try await platform.choose("another long password", by: tokens[0]), 422, "VALIDATION_FAILED")
            expectStatus(try await platform.choose("another long password", by: tokens[1]), 204)
            expectProblem(try await platform.choose("yet another password", by: tokens[1]), 422, "VALIDATION_FAILED")
            expectProblem(try await platform.send(.GET, "/v1/me", token: member.token), 401, "UNAUTHENTICATED")
        }
    }

    @Test("V14.2.1 what a link carries stands behind its #, which no browser sends to any server")
    func fragments() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let invited = try await platform.invite("new@tenant.example", .member, to: admin)
            let url = try #require(invited.string("invitation", "url"))
            let token = try platform.token(in: url)
            #expect(url.contains("#token=\(token)") && !url.contains("?"))
            #expect(try await platform.database.places(of: token) == [])
        }
    }

    // MARK: Second factors

    @Test("V6.5.1 a code, and a recovery code, is good once")
    func codesOnce() async throws {
        let clock = TestClock(start)
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let device = try await platform.enrol(admin.person, admin.token, at: clock.now)
            clock.advance(by: .seconds(60))
            for code in [device.code(at: clock.now), device.recoveryCodes[0]] {
                expectStatus(try await platform.signIn(admin.person, code: code), 201)
                #expect(try await platform.signIn(admin.person, code: code).status == 401)
            }
        }
    }

    @Test("V6.5.5 a code is good for its half minute, and not for a later one")
    func codesLapse() async throws {
        let clock = TestClock(start)
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let device = try await platform.enrol(admin.person, admin.token, at: clock.now)
            clock.advance(by: .seconds(60))
            let old = device.code(at: clock.now)
            clock.advance(by: .seconds(300))
            #expect(try await platform.signIn(admin.person, code: old).status == 401)
            let early = device.code(at: clock.now + .seconds(300))
            #expect(try await platform.signIn(admin.person, code: early).status == 401)
        }
    }

    @Test("V6.3.3 a password alone does not get past a second factor; nor does a password that a link has set (V6.4.3)")
    func passwordAlone() async throws {
        let clock = TestClock(start)
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let member = try await platform.makePerson(.member, in: admin.id)
            let path = try await platform.memberPath(of: member) + "/password-link"
            _ = try await platform.enrol(member.person, member.token, at: clock.now)
            expectProblem(try await platform.signIn(member.person, code: nil), 401, "SECOND_FACTOR_REQUIRED")
            let link = try await platform.send(.POST, path, token: admin.token)
            expectStatus(
                try await platform.choose("another long password", by: platform.token(in: link.string("url"))),
                204
            )
            let reset = TestPlatform.Person(email: member.person.email, password: "another long password")
            expectProblem(try await platform.signIn(reset, code: nil), 401, "SECOND_FACTOR_REQUIRED")
        }
    }

    @Test("V6.6.3 codes cannot be tried through: wrong ones are bounded, wherever they are sent")
    func bruteForce() async throws {
        let clock = TestClock(start)
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            _ = try await platform.enrol(admin.person, admin.token, at: clock.now)
            var answers: [UInt] = []
            for guess in 100_000..<100_030 where answers.last != 429 {
                answers.append(try await platform.signIn(admin.person, code: "\(guess)").status)
            }
            #expect(answers.last == 429, "\(answers)")
        }
    }

    @Test("V7.5.1 a session alone sets up no second factor and takes none away: it takes the password")
    func factorTakesPassword() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let wrong: JSON = ["password": "not the password at all"]
            let begun = try await platform.send(.POST, "/v1/me/second-factor", wrong, token: admin.token)
            expectProblem(begun, 422, "VALIDATION_FAILED", ["/password WRONG_PASSWORD"])
            #expect(begun["secret"] == nil)
        }
    }

    // MARK: Identity providers

    @Test(
        "V6.8.1 whom a tenant's identity provider names is somebody in that tenant alone, also if they run the platform"
    )
    func providersWord() async throws {
        try await withPlatform { platform in
            let (home, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let victim = try await platform.makePerson(.businessAdmin, in: other.id).person
            try await platform.promote(victim, to: .superUser)
            try await platform.join(victim, to: home.id, as: .member)
            let token = try await platform.signIn(victim, by: home.id)
            expectStatus(try await platform.send(.GET, home.path, token: token), 200)
            expectProblem(try await platform.send(.GET, other.path, token: token), 404, "NOT_FOUND")
            expectProblem(try await platform.send(.GET, "/v1/limit-requests", token: token), 403, "ROLE_FORBIDDEN")
            for (method, path) in [(HTTPMethod.GET, "/v1/sessions"), (.DELETE, "/v1/sessions")] {
                expectProblem(try await platform.send(method, path, token: token), 403, "PASSWORD_REQUIRED")
            }
        }
    }
}
