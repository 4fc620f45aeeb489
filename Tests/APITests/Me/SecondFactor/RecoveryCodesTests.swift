import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/me/second-factor/recovery-codes")
struct RecoveryCodesTests {
    private let path = "/v1/me/second-factor/recovery-codes"

    @Test("each of them signs in once, whatever the device says, and is counted")
    func once() async throws {
        try await withMember { platform, member, clock in
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            let first = try await platform.signIn(member.person, code: device.recoveryCodes[0].uppercased())
            expectStatus(first, 201)
            let again = try await platform.signIn(member.person, code: device.recoveryCodes[0])
            expectProblem(again, 401, "INVALID_CREDENTIALS")
            let state = try await platform.send(.GET, "/v1/me/second-factor", token: first.string("token"))
            #expect(state["recovery_codes_left"] == 9)
        }
    }

    @Test("ten new ones take the place of the old")
    func replaced() async throws {
        try await withMember { platform, member, clock in
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            clock.advance(by: .seconds(30))
            let code: JSON = ["code": .string(device.code(at: clock.now))]
            let reply = try await platform.send(.POST, path, code, token: member.token)
            expectStatus(reply, 200)
            guard case .array(let codes)? = reply["recovery_codes"] else {
                Issue.record("no codes")
                return
            }
            let new = codes.compactMap(\.asString)
            #expect(Set(new).count == 10 && Set(new).isDisjoint(with: device.recoveryCodes))

            let old = try await platform.signIn(member.person, code: device.recoveryCodes[0])
            expectProblem(old, 401, "INVALID_CREDENTIALS")
            expectStatus(try await platform.signIn(member.person, code: new[9]), 201)
            // The code of the device that it took is taken, too.
            let again = try await platform.send(.POST, path, code, token: member.token)
            expectProblem(again, 422, "VALIDATION_FAILED", ["/code WRONG_CODE"])
        }
    }

    @Test("take a code, and a second factor")
    func refuses() async throws {
        try await withMember { platform, member, clock in
            let none = try await platform.send(.POST, path, ["code": "123456"], token: member.token)
            expectProblem(none, 409, "CONFLICT")
            let device = try await platform.enrol(member.person, member.token, at: clock.now)
            for code in ["", "nonsense", device.code(at: clock.now + .seconds(300))] {
                let wrong = try await platform.send(.POST, path, ["code": .string(code)], token: member.token)
                expectProblem(wrong, 422, "VALIDATION_FAILED", ["/code WRONG_CODE"], "\(code)")
            }
            let missing = try await platform.send(.POST, path, [:], token: member.token)
            expectProblem(missing, 422, "VALIDATION_FAILED", ["/code REQUIRED"])
            let left = try await platform.send(.GET, "/v1/me/second-factor", token: member.token)
            #expect(left["recovery_codes_left"] == 10)
        }
    }
}
