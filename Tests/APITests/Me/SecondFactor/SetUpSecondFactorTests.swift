import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("POST /v1/me/second-factor, and …/confirm")
struct SetUpSecondFactorTests {
    private let path = "/v1/me/second-factor"

    @Test("a secret counts for nothing until a code shows that the device has it")
    func pending() async throws {
        try await withMember { platform, member, clock in
            let begun = try await platform.send(
                .POST,
                path,
                ["password": .string(member.person.password)],
                token: member.token
            )
            expectStatus(begun, 201)
            #expect(begun.headers.first(name: "Cache-Control") == "no-store")
            let secret = try #require(begun.string("secret"))
            let account = member.person.email.replacing("@", with: "%40")
            let url = begun.string("otpauth_url") ?? ""
            #expect(url.hasPrefix("otpauth://totp/Latchkey:\(account)?secret=\(secret)&"), "\(url)")

            let state = try await platform.send(.GET, path, token: member.token)
            #expect(try state.json == ["enabled": false, "created_at": nil, "recovery_codes_left": 0])
            let withoutCode = try await platform.signIn(member.person, code: nil)
            expectStatus(withoutCode, 201)

            let device = try TestDevice(secret: secret)
            let wrong: JSON = ["code": .string(device.code(at: clock.now + .seconds(90)))]
            let refused = try await platform.send(.POST, path + "/confirm", wrong, token: member.token)
            expectProblem(refused, 422, "VALIDATION_FAILED", ["/code WRONG_CODE"])
            let recovery: JSON = ["code": "4tq8-k2m7-0zxa"]
            let early = try await platform.send(.POST, path + "/confirm", recovery, token: member.token)
            expectProblem(early, 422, "VALIDATION_FAILED", ["/code WRONG_CODE"])
            let still = try await platform.send(.GET, path, token: member.token)
            #expect(still["enabled"] == false)
        }
    }

    @Test("confirmed, it gives ten recovery codes, ends all other sessions, and the present one goes on")
    func confirms() async throws {
        try await withMember { platform, member, clock in
            let other = try await platform.signIn(member.person)
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            #expect(Set(device.recoveryCodes).count == 10)

            let ended = try await platform.send(.GET, "/v1/me", token: other)
            expectProblem(ended, 401, "UNAUTHENTICATED")
            let me = try await platform.send(.GET, "/v1/me", token: member.token)
            #expect(me["second_factor"] == ["enabled": true, "required": false])
            let state = try await platform.send(.GET, path, token: member.token)
            let now = JSON.string(clock.now.description)
            #expect(try state.json == ["enabled": true, "created_at": now, "recovery_codes_left": 10])

            // The code that confirmed it is taken.
            let used = try await platform.signIn(member.person, code: device.code(at: clock.now))
            expectProblem(used, 401, "INVALID_CREDENTIALS")
        }
    }

    @Test("setting up again replaces what was not confirmed, and is refused once there is one")
    func again() async throws {
        try await withMember { platform, member, clock in
            let form: JSON = ["password": .string(member.person.password)]
            let first = try await platform.send(.POST, path, form, token: member.token)
            let second = try await platform.send(.POST, path, form, token: member.token)
            #expect(first.string("secret") != second.string("secret"))
            let stale = try TestDevice(secret: try #require(first.string("secret"))).code(at: clock.now)
            let refused = try await platform.send(
                .POST,
                path + "/confirm",
                ["code": .string(stale)],
                token: member.token
            )
            expectProblem(refused, 422, "VALIDATION_FAILED", ["/code WRONG_CODE"])

            _ = try await platform.enrol(member.person, member.token, at: clock.now)
            let third = try await platform.send(.POST, path, form, token: member.token)
            expectProblem(third, 409, "CONFLICT")
            let twice = try await platform.send(.POST, path + "/confirm", ["code": "123456"], token: member.token)
            expectProblem(twice, 409, "CONFLICT")
        }
    }

    @Test("takes the password, and a session of a password")
    func proofs() async throws {
        try await withMember { platform, member, clock in
            let wrong = try await platform.send(.POST, path, ["password": "not the password"], token: member.token)
            expectProblem(wrong, 422, "VALIDATION_FAILED", ["/password WRONG_PASSWORD"])
            let nothing = try await platform.send(.POST, path, [:], token: member.token)
            expectProblem(nothing, 422, "VALIDATION_FAILED", ["/password REQUIRED"])

            try await platform.database.run(
                "UPDATE sessions SET tenant_id = (SELECT tenant_id FROM memberships m WHERE m.user_id = sessions.user_id)"
            )
            let code: JSON = ["code": "123456"]
            let password: JSON = ["password": .string(member.person.password)]
            let both: JSON = ["password": .string(member.person.password), "code": "123456"]
            let asked: [(HTTPMethod, String, JSON?)] = [
                (.GET, path, nil), (.POST, path, password), (.POST, path + "/confirm", code),
                (.POST, path + "/recovery-codes", code), (.POST, path + "/remove", both),
            ]
            for (method, path, body) in asked {
                let reply = try await platform.send(method, path, body, token: member.token)
                expectProblem(reply, 403, "PASSWORD_REQUIRED", nil, "\(path)")
            }
            let me = try await platform.send(.GET, "/v1/me", token: member.token)
            #expect(me["second_factor"] == .null)
        }
    }

    @Test("a secret is told again under its idempotency key, but not once it counts")
    func replays() async throws {
        try await withMember { platform, member, clock in
            let ask = {
                try await platform.send(
                    .POST,
                    path,
                    ["password": .string(member.person.password)],
                    token: member.token,
                    headers: ["Idempotency-Key": "one"]
                )
            }
            let first = try await ask()
            let again = try await ask()
            #expect(again.headers["Idempotent-Replayed"] == ["true"])
            #expect(again.string("secret") == first.string("secret"))

            let device = try TestDevice(secret: try #require(first.string("secret")))
            let code: JSON = ["code": .string(device.code(at: clock.now))]
            let confirmed = try await platform.send(.POST, path + "/confirm", code, token: member.token)
            expectStatus(confirmed, 200)
            let late = try await ask()
            expectProblem(late, 409, "CONFLICT")
        }
    }

    @Test("leaves neither secret nor codes in the database, the audit trail says what was done")
    func keepsSecrets() async throws {
        try await withMember { platform, member, clock in
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            let bytes = device.totp.secret.expose()
            let secrets = [device.totp.text.expose(), String(decoding: bytes, as: UTF8.self)] + device.recoveryCodes
            for secret in secrets + device.recoveryCodes.map({ $0.replacing("-", with: "") }) {
                #expect(try await platform.database.places(of: secret) == [])
            }
            let stored = try await platform.database.strings("SELECT encode(secret, 'hex') FROM second_factors")
            #expect(stored.count == 1 && !stored[0].contains(Hex.encode(bytes)))

            let rows = try await platform.auditTrail(of: ID<Tenant>.platform.description).map(\.row)
            let own = rows.filter { $0.contains("second_factor.") }
            #expect(
                own.count == 2 && own[0].contains("second_factor.begin") && own[1].contains("second_factor.confirm")
            )
            for row in own { #expect(row.contains(#""role":null"#), "\(row)") }
            try await platform.expectConsistent(ID<Tenant>.platform.description)
        }
    }
}
