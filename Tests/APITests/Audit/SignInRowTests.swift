import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("What signing in and out leaves in the trails")
struct SignInRowTests {
    @Test("a session that begins is a row of the platform's, with itself; without the row there is no session")
    func begins() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let row = try #require(try await platform.platformTrail("session.begin").last)
            let sessions = try await platform.database.strings(
                "SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email LIKE '%@tenant.example'"
            )
            #expect(sessions == ["1"])
            #expect(row["object"] == row["actor"]?["session_id"])
            #expect(row["actor"]?["method"] == "PASSWORD")
            #expect(row["after"]?["user_id"] == row["actor"]?["user_id"])
            #expect(row["ip"] == "127.0.0.1")
            #expect(row["request_id"] != .null)
            let said = row.text
            #expect(!said.contains(admin.token.suffix(43)))

            try await platform.database.run("REVOKE INSERT ON audit_events FROM latchkey_app")
            let refused = try await platform.send(
                .POST,
                "/v1/sessions",
                [
                    "email": .string(admin.person.email), "password": .string(admin.person.password),
                    "transport": "BEARER",
                ]
            )
            #expect(refused.status >= 500, "\(refused.text)")
            #expect(
                try await platform.database.strings(
                    "SELECT count(*) FROM sessions WHERE created_at > (SELECT max(at) FROM audit_events)"
                ) == ["0"]
            )
        }
    }

    @Test("a session that ends, in whichever way, is a row that says why, and one that was over already is none")
    func ends() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let person = admin.person
            func ended() async throws -> [String] {
                try await platform.platformTrail("session.end").compactMap { row in
                    if case .string(let why)? = row["after"]?["because"] { why } else { nil }
                }
            }
            let second = try await platform.signIn(person)
            expectStatus(try await platform.send(.DELETE, "/v1/sessions/current", token: second), 204)
            #expect(try await ended() == ["session.sign_out"])

            let other = try await platform.otherSession(of: person)
            expectStatus(try await platform.send(.DELETE, "/v1/sessions/\(other)", token: admin.token), 204)
            expectProblem(
                try await platform.send(.DELETE, "/v1/sessions/\(other)", token: admin.token),
                404,
                "NOT_FOUND"
            )
            let row = try #require(try await platform.platformTrail("session.end").last)
            #expect(row["object"] == .string(other))
            #expect(try await ended().last == "session.delete")

            _ = try await platform.signIn(person)
            expectStatus(try await platform.send(.DELETE, "/v1/sessions", token: admin.token), 204)
            #expect(try await ended().last == "session.delete_others")
            let changed = try await platform.send(
                .POST,
                "/v1/me/password",
                ["current_password": .string(person.password), "new_password": "another battery staple horse"],
                token: admin.token
            )
            expectStatus(changed, 200)
            #expect(try await ended().count == 4)
            #expect(try await ended().last == "password.change")
            #expect(try await platform.platformTrail().last?["action"] == "session.begin")
            try await platform.expectConsistent(ID<Tenant>.platform.description)
        }
    }

    @Test("where there is no session to end, nothing is locked that every sign-in waits for")
    func nothingToEnd() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let before = try await platform.platformTrail().count
            // Without this there is no locking either.
            try await platform.database.run("REVOKE UPDATE ON tenant_state FROM latchkey_app")
            expectStatus(try await platform.send(.DELETE, "/v1/sessions", token: admin.token), 204)
            let unknown = "/v1/sessions/\(unknownID(Session.self))"
            expectProblem(try await platform.send(.DELETE, unknown, token: admin.token), 404, "NOT_FOUND")
            #expect(try await platform.platformTrail().count == before)
        }
    }

    @Test("who did something is told with their session")
    func session() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            _ = try await platform.makeKey(in: admin)
            let begun = try #require(try await platform.platformTrail("session.begin").last)
            let made = try #require(try await platform.trail(of: admin.id, "key.create").last)
            #expect(made["actor"]?["session_id"] == begun["object"])
            #expect(made["actor"]?["on_behalf_of"] == .string(admin.id))
        }
    }

    @Test("failures and successes are counted by minute: the platform's has the failures, a member's tenant has both")
    func counted() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let member = try await platform.makePerson(.member, in: admin.id)
            try await platform.writeCountedEvents()
            let before = try await platform.trail(of: admin.id).count
            for (email, password) in [
                (member.person.email, "wrong"), (member.person.email, "wrong too"), ("my-own-password", "x"),
                ("nobody@nowhere.example", "x"),
            ] {
                _ = try await platform.send(
                    .POST,
                    "/v1/sessions",
                    ["email": .string(email), "password": .string(password), "transport": "BEARER"]
                )
            }
            for _ in 0..<3 { _ = try await platform.signIn(member.person) }
            #expect(try await platform.trail(of: admin.id).count == before)
            try await platform.writeCountedEvents()
            try await platform.writeCountedEvents()

            let own = try await platform.platformTrail("session.refused")
            let user = try #require(
                try await platform.database.owner.query(
                    "SELECT id FROM users WHERE email = \(member.person.email)"
                ).first?.decode("id", as: ID<User>.self)
            ).description
            #expect(own.map { $0["after"]?["code"] } == ["WRONG_PASSWORD", "WRONG_PASSWORD"])
            let known = try #require(own.first { $0["object"] == .string(user) })
            #expect(known["after"]?["count"] == 2)
            #expect(known["after"]?["addresses"] == ["127.0.0.1"])
            let unknown = try #require(own.first { $0["actor"] == .null })
            #expect(unknown["after"]?["count"] == 1)
            let text = own.map(\.text).joined()
            #expect(!text.contains("nowhere.example") && !text.contains("my-own-password"))

            let refused = try await platform.trail(of: admin.id, "session.refused")
            #expect(refused.map { $0["after"]?["count"] } == [2])
            let begun = try #require(try await platform.trail(of: admin.id, "session.begin").last)
            #expect(begun["after"]?["count"] == 3)
            #expect(begun["actor"]?["on_behalf_of"] == .string(admin.id))
            #expect(begun["actor"]?["role"] == "MEMBER")
        }
    }
}
