import Domain
import NIOHTTP1
import Operations
import Postgres
import Store
import TestSupport
import Testing

@Suite("POST /v1/sessions with a second factor")
struct SecondFactorSignInTests {
    @Test("the right password without a code is told what is missing, a wrong one is told nothing")
    func asksForTheCode() async throws {
        try await withMember { platform, member, clock in
            let plain = try await platform.makePerson(.member, in: member.id)
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            let missing = try await platform.signIn(member.person, code: nil)
            expectProblem(missing, 401, "SECOND_FACTOR_REQUIRED")

            let guess = { (person: TestPlatform.Person, code: String?) in
                let wrong = TestPlatform.Person(email: person.email, password: "not the password")
                return try await platform.signIn(wrong, code: code)
            }
            let nobody = TestPlatform.Person(email: "nobody@tenant.example", password: "x")
            let refused = try await guess(plain.person, nil)
            expectProblem(refused, 401, "INVALID_CREDENTIALS")
            for code in [nil, "123456", device.recoveryCodes[0], device.code(at: clock.now + .seconds(30))] {
                for person in [plain.person, member.person, nobody] {
                    let reply = try await guess(person, code)
                    #expect(reply.fingerprint == refused.fingerprint)
                }
            }
            // None of them took the code.
            expectStatus(try await platform.signIn(member.person, code: device.recoveryCodes[0]), 201)
        }
    }

    @Test("a code signs in once, in its window, and none of an earlier step after it")
    func codes() async throws {
        try await withMember { platform, member, clock in
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            clock.advance(by: .seconds(60))
            let (earlier, code) = (device.code(at: clock.now - .seconds(30)), device.code(at: clock.now))
            expectStatus(try await platform.signIn(member.person, code: code), 201)
            for used in [code, earlier, device.code(at: clock.now + .seconds(60)), "12345", ""] {
                let reply = try await platform.signIn(member.person, code: used)
                expectProblem(reply, 401, "INVALID_CREDENTIALS", nil, "\(used)")
            }
            expectStatus(try await platform.signIn(member.person, code: device.code(at: clock.now + .seconds(30))), 201)
            clock.advance(by: .seconds(90))
            let slow = device.code(at: clock.now - .seconds(30))
            expectStatus(try await platform.signIn(member.person, code: slow), 201)
        }
    }

    @Test("of many who show one code at once, at two instances, one gets in", arguments: [false, true])
    func race(isRecoveryCode: Bool) async throws {
        try await withMember { platform, member, clock in
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            clock.advance(by: .seconds(30))
            let code = isRecoveryCode ? device.recoveryCodes[0] : device.code(at: clock.now)
            let pool = Pool(configuration: try PostgresConfiguration(platform.database.url), logger: .silent)
            let neighbour = SignIn(
                platform: Platform(
                    database: Database(pool: pool, clock: clock.wallClock),
                    peppers: try .test,
                    passwords: PasswordHasher(cost: PasswordHasher.Cost(logN: 4, r: 8, p: 1))
                )
            )
            let email = try EmailAddress(validating: member.person.email)
            let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await platform.signIn(member.person, code: code).status == 201 }
                    group.addTask {
                        do {
                            _ = try await neighbour(
                                email: email,
                                password: Sensitive(member.person.password),
                                code: code
                            )
                            return true
                        } catch let failure as Failure where failure.code == .invalidCredentials {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            await pool.close()
            #expect(wins == 1)
        }
    }

    @Test("a secret under an older pepper is good, and under the newest from its next use on")
    func peppers() async throws {
        try await withMember { platform, member, clock in
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            let older = Peppers(newestFirst: try Peppers.test.all.reversed())
            let pool = Pool(configuration: try PostgresConfiguration(platform.database.url), logger: .silent)
            let before = Platform(
                database: Database(pool: pool, clock: clock.wallClock),
                peppers: try #require(older),
                passwords: PasswordHasher(cost: PasswordHasher.Cost(logN: 4, r: 8, p: 1))
            )
            let email = try EmailAddress(validating: member.person.email)
            let pepperOf = { try await platform.database.strings("SELECT pepper_id FROM second_factors") }
            clock.advance(by: .seconds(30))
            _ = try await SignIn(platform: before)(
                email: email,
                password: Sensitive(member.person.password),
                code: device.code(at: clock.now)
            )
            #expect(try await pepperOf() == ["1"])
            clock.advance(by: .seconds(30))
            expectStatus(try await platform.signIn(member.person, code: device.code(at: clock.now)), 201)
            #expect(try await pepperOf() == ["2"])
            _ = try await SignIn(platform: before)(
                email: email,
                password: Sensitive(member.person.password),
                code: device.recoveryCodes[3]
            )
            await pool.close()
        }
    }

    @Test("a session that was begun without it is good no longer, however it came to be there")
    func leftovers() async throws {
        try await withMember { platform, member, clock in
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            let session = try await platform.signIn(member.person, code: device.recoveryCodes[0]).string("token")
            // As if it had been begun while the second factor was being confirmed.
            try await platform.database.run("UPDATE sessions SET has_second_factor = false")
            for token in [session, member.token] {
                let reply = try await platform.send(.GET, "/v1/me", token: token)
                expectProblem(reply, 401, "UNAUTHENTICATED")
            }
        }
    }
}
