import Domain
import Postgres
import Store
import Testing
import TestSupport

@testable import Operations

@Suite("Signing in")
struct SignInTests {
    @Test("costs as many hashes and questions for nobody and for the disabled as for a wrong password")
    func equalWork() async throws {
        try await withStage { stage in
            try await stage.database.run(
                """
                INSERT INTO users (id, email, name, disabled_at, created_at)
                SELECT gen_random_uuid(), 'gone@platform.example', 'Gone', now(), now()
                """
            )
            try await stage.database.run(
                """
                INSERT INTO credentials (user_id, password_hash, updated_at)
                SELECT u.id, c.password_hash, now() FROM credentials c, users u WHERE u.email = 'gone@platform.example'
                """
            )
            var costs: [String] = []
            var times: [Duration] = []
            for (email, password) in [
                ("staff@platform.example", "wrong"), ("no@platform.example", Stage.password),
                ("gone@platform.example", Stage.password),
            ] {
                let work = stage.platform.passwords.work
                let start = ContinuousClock.now
                let trips = try await stage.roundTrips {
                    let failure = await #expect(throws: Failure.self) { try await signIn(stage, email, password) }
                    #expect(failure?.code == .invalidCredentials)
                }
                times.append(.now - start)
                costs.append("\(trips) round trips, \(stage.platform.passwords.work - work)")
            }
            #expect(Set(costs).count == 1, "\(costs)")
            print("Sign-in, wrong : unknown : disabled = 1 : \(times[1] / times[0]) : \(times[2] / times[0])")
        }
    }

    @Test("brings an older hash up to today's cost, and the password stays what it was")
    func rehashes() async throws {
        try await withStage { stage in
            let dearer = PasswordHasher(cost: PasswordHasher.Cost(logN: 6, r: 8, p: 1))
            let raised = Platform(database: Database(pool: stage.pool), peppers: try .test, passwords: dearer)
            for _ in 0..<2 {
                let email = try EmailAddress(validating: "staff@platform.example")
                let session = try await SignIn(platform: raised)(email: email, password: Sensitive(Stage.password))
                _ = try await Authenticate(platform: raised)(token: session.token)
            }
            let hashes = try await stage.database.strings("SELECT left(password_hash, 12) FROM credentials")
            #expect(hashes == ["$scrypt$ln=6"])
        }
    }

    @Test("with a password that is changed before the session begins begins none")
    func raced() async throws {
        try await withStage { stage in
            let email = try EmailAddress(validating: "staff@platform.example")
            let found = try await stage.platform.credential(
                of: email,
                password: Sensitive(Stage.password),
                from: SignInClient()
            )
            let credential = try #require(found)
            try await stage.database.run("UPDATE credentials SET updated_at = updated_at + interval '1 second'")
            let failure = await #expect(throws: Failure.self) {
                try await stage.platform.begin(
                    credential.user,
                    by: .password(secondFactor: false),
                    from: SignInClient(),
                    passwordSince: credential.changedAt
                )
            }
            #expect(failure?.code == .invalidCredentials)
        }
    }

    private func signIn(_ stage: Stage, _ email: String, _ password: String) async throws {
        _ = try await SignIn(platform: stage.platform)(
            email: EmailAddress(validating: email),
            password: Sensitive(password)
        )
    }
}

@Suite("What a device is known by")
struct DeviceSealTests {
    @Test("is good for one address, made by us alone, and the same again when it signs in again")
    func sealed() throws {
        let seal = DeviceSeal(peppers: try .test)
        let token = seal.token(for: "ada@example.com", known: nil, using: .system)
        let name = try #require(seal.name(in: token, of: "ada@example.com"))
        #expect(seal.name(in: token, of: "bob@example.com") == nil)
        #expect(!token.expose().contains("ada"))
        let again = seal.token(for: "ada@example.com", known: token, using: .system)
        #expect(seal.name(in: again, of: "ada@example.com") == name)
        let another = seal.token(for: "bob@example.com", known: token, using: .system)
        #expect(seal.name(in: another, of: "bob@example.com") != name)
        for forged in [
            "", ".", name, "\(name).", "\(name).AAAA", token.expose() + "A", "x" + token.expose().dropFirst(),
        ] {
            #expect(seal.name(in: Sensitive(forged), of: "ada@example.com") == nil, "\(forged)")
        }
    }

    @Test("stays known under an older pepper")
    func rotated() throws {
        let all = try Peppers.test.all
        let old = DeviceSeal(peppers: try #require(Peppers(newestFirst: [all[1]])))
        let token = old.token(for: "ada@example.com", known: nil, using: .system)
        #expect(DeviceSeal(peppers: try .test).name(in: token, of: "ada@example.com") != nil)
    }
}
