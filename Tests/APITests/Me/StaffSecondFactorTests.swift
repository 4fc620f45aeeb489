import Domain
import NIOHTTP1
import Operations
import TestSupport
import Testing

@Suite("Staff, where the operator asks them for a second factor")
struct StaffSecondFactorTests {
    private let rules = OperatorRules(staffNeedSecondFactor: true)

    @Test("sign in without it, and are nobody special until they have it", arguments: [Role.superUser, .support])
    func withheld(role: Role) async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock, rules: rules) { platform in
            let staff = try await platform.operations.makeStaff(role, "Test Staff")
            let token = try await platform.signIn(staff)
            let me = try await platform.send(.GET, "/v1/me", token: token)
            #expect(me["platform_role"] == .null)
            #expect(me["second_factor"] == ["enabled": false, "required": true])

            _ = try await platform.enrol(staff, token, at: clock.now)
            let after = try await platform.send(.GET, "/v1/me", token: token)
            #expect(after.string("platform_role") == role.rawValue)
            #expect(after["second_factor"] == ["enabled": true, "required": true])
            expectStatus(try await platform.send(.GET, "/v1/limit-requests", token: token), 200)
        }
    }

    @Test("are told so where their role would do, and find no tenant, as a stranger does not")
    func refusals() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock, rules: rules) { platform in
            let enrolled = try await platform.signIn(platform.staff)
            _ = try await platform.enrol(platform.staff, enrolled, at: clock.now)
            let form: JSON = ["name": "A business", "kind": "BUSINESS", "policy": "business-integrations"]
            let reason: HTTPHeaders = ["Latchkey-Reason": "test"]
            let made = try await platform.send(.POST, "/v1/tenants", form, token: enrolled, headers: reason)
            let tenant = try #require(made.string("id"), "\(made.text)")

            let token = try await platform.makeStaff(.superUser)
            let asked: [(HTTPMethod, String, JSON?)] = [
                (.GET, "/v1/limit-requests", nil), (.GET, "/v1/policy-presets", nil), (.POST, "/v1/tenants", form),
                (.PATCH, "/v1/policy-presets/business-integrations", [:]),
            ]
            for (method, path, body) in asked {
                let reply = try await platform.send(method, path, body, token: token, headers: reason)
                expectProblem(reply, 403, "SECOND_FACTOR_MISSING", nil, "\(path)")
            }
            let there = try await platform.send(.GET, "/v1/tenants/\(tenant)", token: token)
            let missing = try await platform.send(.GET, "/v1/tenants/\(unknownID(Tenant.self))", token: token)
            expectProblem(there, 404, "NOT_FOUND")
            #expect(there.fingerprint == missing.fingerprint)
            let list = try await platform.send(.GET, "/v1/tenants", token: token)
            #expect(list["data"] == [])
        }
    }

    @Test("lose their role with it, in the very session in which they remove it")
    func removed() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock, rules: rules) { platform in
            let token = try await platform.signIn(platform.staff)
            let device = try await platform.enrol(platform.staff, token, at: clock.now)
            let form: JSON = [
                "password": .string(platform.staff.password), "code": .string(device.recoveryCodes[0]),
            ]
            expectStatus(try await platform.send(.POST, "/v1/me/second-factor/remove", form, token: token), 200)
            let reply = try await platform.send(.GET, "/v1/limit-requests", token: token)
            expectProblem(reply, 403, "SECOND_FACTOR_MISSING")
        }
    }
}
