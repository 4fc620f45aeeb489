import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/me/second-factor/remove")
struct RemoveSecondFactorTests {
    private let path = "/v1/me/second-factor/remove"

    @Test("the password is enough again, other sessions end, and the old codes are good for nothing")
    func removes() async throws {
        try await withMember { platform, member, clock in
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            let other = try await platform.signIn(member.person, code: device.recoveryCodes[0])
            clock.advance(by: .seconds(30))
            let form: JSON = [
                "password": .string(member.person.password), "code": .string(device.code(at: clock.now)),
            ]
            let removed = try await platform.send(.POST, path, form, token: member.token)
            expectStatus(removed, 200)
            #expect(try removed.json == ["enabled": false, "created_at": nil, "recovery_codes_left": 0])
            let ended = try await platform.send(.GET, "/v1/me", token: other.string("token"))
            expectProblem(ended, 401, "UNAUTHENTICATED")
            let me = try await platform.send(.GET, "/v1/me", token: member.token)
            #expect(me["second_factor"] == ["enabled": false, "required": false])
            expectStatus(try await platform.signIn(member.person, code: nil), 201)
            #expect(try await platform.database.strings("SELECT count(*) FROM recovery_codes") == ["0"])

            // Set up anew, this session is one that has not shown the new one.
            let form2: JSON = ["password": .string(member.person.password)]
            let begun = try await platform.send(.POST, "/v1/me/second-factor", form2, token: member.token)
            expectStatus(begun, 201)
            #expect(begun.string("secret") != device.totp.text.expose())
        }
    }

    @Test("takes the password and a code, and takes nothing when one of them is wrong")
    func refuses() async throws {
        try await withMember { platform, member, clock in
            let none = try await platform.send(
                .POST,
                path,
                ["password": .string(member.person.password), "code": "123456"],
                token: member.token
            )
            expectProblem(none, 409, "CONFLICT")
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            let right = device.recoveryCodes[0]
            let forms: [(JSON, String)] = [
                (["password": "not the password", "code": .string(right)], "/password WRONG_PASSWORD"),
                (["password": .string(member.person.password), "code": "000000"], "/code WRONG_CODE"),
            ]
            for (form, error) in forms {
                let reply = try await platform.send(.POST, path, form, token: member.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", [error])
            }
            let state = try await platform.send(.GET, "/v1/me/second-factor", token: member.token)
            #expect(state["recovery_codes_left"] == 10)
        }
    }
}
