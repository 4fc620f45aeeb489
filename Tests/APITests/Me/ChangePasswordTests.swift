import Domain
import Foundation
import NIOHTTP1
import Operations
import Postgres
import TestSupport
import Testing

@Suite("POST /v1/me/password")
struct ChangePasswordTests {
    private static let new = "staple garden seventeen"

    @Test("gives another password, and ends every session: the present one goes on under a new token")
    func changes() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let other = try await platform.signIn(admin.person)
            let reply = try await platform.change(admin.person.password, to: Self.new, token: admin.token)
            expectStatus(reply, 200)
            for old in [admin.token, other] {
                let ended = try await platform.send(.GET, "/v1/me", token: old)
                expectProblem(ended, 401, "UNAUTHENTICATED")
            }
            let me = try await platform.send(.GET, "/v1/me", token: reply.string("token"))
            #expect(me["user"] == reply["user"])
            let with = { (password: String) in
                try await platform.signIn(admin.person, password: password, in: Browser())
            }
            let old = try await with(admin.person.password)
            expectProblem(old, 401, "INVALID_CREDENTIALS")
            let new = try await with(Self.new)
            expectStatus(new, 201)
        }
    }

    @Test("in a browser sets the new cookie, and tells the page nothing")
    func inBrowser() async throws {
        try await withPlatform { platform in
            var browser = try await platform.browser(of: platform.staff)
            let before = browser
            let body: JSON = ["current_password": .string(platform.staff.password), "new_password": .string(Self.new)]
            let reply = try await platform.send(.POST, "/v1/me/password", body, in: browser)
            expectStatus(reply, 200)
            #expect(reply["token"] == nil && !reply.text.contains("lks_"))
            browser.keep(reply)
            #expect(browser.cookies[Browser.session] != before.cookies[Browser.session])
            #expect(
                browser.cookies[Browser.device]?.prefix(22) == before.cookies[Browser.device]?.prefix(22),
                "the same device"
            )
            let old = try await platform.send(.GET, "/v1/me", in: before)
            expectProblem(old, 401, "UNAUTHENTICATED")
            let me = try await platform.send(.GET, "/v1/me", in: browser)
            expectStatus(me, 200)
        }
    }

    @Test(
        "voids a link by which the password could have been set, and is in the platform's audit trail without any password"
    )
    func voidsAndAudits() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            try await platform.database.run(
                """
                INSERT INTO password_links (user_id, token_hash, created_at, expires_at)
                SELECT id, sha256('x'), now(), now() + interval '1 day' FROM users WHERE email = \(admin.person.email)
                """
            )
            let reply = try await platform.change(admin.person.password, to: Self.new, token: admin.token)
            expectStatus(reply, 200)
            let links = try await platform.database.strings("SELECT count(*) FROM password_links")
            #expect(links == ["0"])
            let rows = try await platform.database.strings(
                "SELECT row FROM audit_events WHERE row::jsonb ->> 'action' = 'password.change'"
            )
            let row = try JSON(parsing: Array(try #require(rows.first).utf8))
            #expect(rows.count == 1)
            #expect(row["object"] == reply["user"]?["id"] && row["actor"]?["user_id"] == row["object"])
            #expect(row["actor"]?["role"] == .null && row["ip"] == "127.0.0.1")
            for secret in [admin.person.password, Self.new, "scrypt"] { #expect(!rows[0].contains(secret)) }
        }
    }

    @Test("is refused with a wrong password, and changes nothing")
    func wrong() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let reply = try await platform.change("wrong", to: Self.new, token: admin.token)
            expectProblem(reply, 422, "VALIDATION_FAILED", ["/current_password WRONG_PASSWORD"])
            let me = try await platform.send(.GET, "/v1/me", token: admin.token)
            expectStatus(me, 200)
            _ = try await platform.signIn(admin.person)
        }
    }

    @Test("takes no password that is short, simple, about the person, or known to attackers")
    func rules() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "breached-\(UUID().uuidString)")
        try Data("iloveyou forever\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let breaches = try BreachedPasswords(path: file.path())
        try await withPlatform(breaches: breaches) { platform in
            let admin = try await platform.makeAdmin()
            let refused = [
                ("short", "TOO_SHORT"), (String(repeating: "staple ", count: 40), "TOO_LONG"),
                ("abcdefghijklmno", "TOO_SIMPLE"), (admin.person.email, "CONTAINS_CONTEXT"),
                ("latchkey garden", "CONTAINS_CONTEXT"), ("I love you Test Person", "CONTAINS_CONTEXT"),
                ("iloveyou forever", "BREACHED"), ("ILoveYou Forever", "BREACHED"),
            ]
            for (password, code) in refused {
                let reply = try await platform.change(admin.person.password, to: password, token: admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/new_password \(code)"], "\(password)")
                #expect(!reply.text.contains(password))
            }
            _ = try await platform.signIn(admin.person)
            let empty = try await platform.send(.POST, "/v1/me/password", [:], token: admin.token)
            expectProblem(
                empty,
                422,
                "VALIDATION_FAILED",
                ["/current_password REQUIRED", "/new_password REQUIRED"]
            )
        }
    }

    @Test("by two at once is done by one of them, and one session is left")
    func race() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        try await platform.change(
                            admin.person.password,
                            to: "\(Self.new) \(number)",
                            token: admin.token
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.filter { $0.status == 200 }.count == 1)
            // The others: the session had ended, the password was another, or became it in the meantime.
            #expect(replies.allSatisfy { [200, 401, 409, 422].contains($0.status) })
            let left = try await platform.database.strings(
                "SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = '\(admin.person.email)'"
            )
            #expect(left == ["1"])
        }
    }
}

extension TestPlatform {
    fileprivate func change(_ current: String, to new: String, token: String) async throws -> HTTPReply {
        try await send(
            .POST,
            "/v1/me/password",
            ["current_password": .string(current), "new_password": .string(new)],
            token: token
        )
    }
}
