import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("When a key ends")
struct KeyExpiryTests {
    /// What was sent, and what comes of it: an instant, null for never, or an error.
    struct Case: Sendable, CustomTestStringConvertible {
        let now: String
        let preset: String
        let sent: [String: JSON]
        var end: JSON = .null
        var error: String?

        var testDescription: String { "\(preset) at \(now): \(sent)" }
    }

    private static let noon = "2027-01-15T12:00:00.500Z"

    static let required = [
        Case(now: noon, preset: "partner-portal", sent: [:], end: "2028-01-15T12:00:00.500Z"),
        Case(now: noon, preset: "partner-portal", sent: ["expires_in": "30d"], end: "2027-02-14T12:00:00.500Z"),
        Case(now: noon, preset: "partner-portal", sent: ["expires_in": "90d"], end: "2027-04-15T12:00:00.500Z"),
        Case(now: noon, preset: "partner-portal", sent: ["expires_in": "2y"], end: "2029-01-15T12:00:00.500Z"),
        Case(
            now: "2028-02-29T10:00:00Z",
            preset: "partner-portal",
            sent: ["expires_in": "1y"],
            end: "2029-02-28T10:00:00.000Z"
        ),
        Case(
            now: "2027-02-28T10:00:00Z",
            preset: "partner-portal",
            sent: ["expires_in": "1y"],
            end: "2028-02-28T10:00:00.000Z"
        ),
        Case(
            now: noon,
            preset: "partner-portal",
            sent: ["expires_in": "3y"],
            error: "/expires_in NOT_ALLOWED_BY_POLICY"
        ),
    ]

    static let dates = [
        Case(now: noon, preset: "enterprise-dashboard", sent: [:]),
        Case(
            now: noon,
            preset: "enterprise-dashboard",
            sent: ["expires_on": "2027-01-16"],
            end: "2027-01-16T00:00:00.000Z"
        ),
        Case(
            now: noon,
            preset: "enterprise-dashboard",
            sent: ["expires_on": "2027-01-15"],
            error: "/expires_on NOT_IN_FUTURE"
        ),
        Case(now: noon, preset: "tenant-settings", sent: [:]),
        Case(now: noon, preset: "tenant-settings", sent: ["expires_on": "2027-01-15"], end: "2027-01-16T00:00:00.000Z"),
        Case(
            now: noon,
            preset: "tenant-settings",
            sent: ["expires_on": "2027-01-14"],
            error: "/expires_on NOT_IN_FUTURE"
        ),
        Case(
            now: noon,
            preset: "tenant-settings",
            sent: ["expires_on": "2027-02-29"],
            error: "/expires_on INVALID_DATE"
        ),
        Case(now: noon, preset: "tenant-settings", sent: ["expires_on": "2028-02-29"], end: "2028-03-01T00:00:00.000Z"),
        Case(
            now: noon,
            preset: "tenant-settings",
            sent: ["expires_on": "2027-1-31"],
            error: "/expires_on INVALID_DATE"
        ),
        Case(now: noon, preset: "tenant-settings", sent: ["expires_on": 20270131], error: "/expires_on WRONG_TYPE"),
        Case(
            now: noon,
            preset: "tenant-settings",
            sent: ["expires_on": "9999-12-31"],
            error: "/expires_on INVALID_DATE"
        ),
        Case(now: noon, preset: "tenant-settings", sent: ["expires_on": "9999-12-30"], end: "9999-12-31T00:00:00.000Z"),
    ]

    static let instants = [
        Case(now: noon, preset: "business-integrations", sent: [:]),
        Case(now: noon, preset: "business-integrations", sent: ["expires_at": nil]),
        Case(
            now: noon,
            preset: "business-integrations",
            sent: ["expires_at": .string(noon)],
            error: "/expires_at NOT_IN_FUTURE"
        ),
        Case(
            now: noon,
            preset: "business-integrations",
            sent: ["expires_at": "2027-01-15T12:00:00.501Z"],
            end: "2027-01-15T12:00:00.501Z"
        ),
        Case(
            now: noon,
            preset: "business-integrations",
            sent: ["expires_at": "2027-01-15T14:00:00+02:00"],
            error: "/expires_at NOT_IN_FUTURE"
        ),
        Case(
            now: noon,
            preset: "business-integrations",
            sent: ["expires_at": "2027-01-15T14:00:02+02:00"],
            end: "2027-01-15T12:00:02.000Z"
        ),
        Case(
            now: noon,
            preset: "business-integrations",
            sent: ["expires_at": "2027-02-30T12:00:00Z"],
            error: "/expires_at INVALID_TIME"
        ),
        Case(
            now: noon,
            preset: "business-integrations",
            sent: ["expires_at": "2027-02-01T12:00:60Z"],
            error: "/expires_at INVALID_TIME"
        ),
        Case(
            now: noon,
            preset: "business-integrations",
            sent: ["expires_at": "2027-02-01"],
            error: "/expires_at INVALID_TIME"
        ),
        Case(
            now: noon,
            preset: "business-integrations",
            sent: ["expires_in": "9999y"],
            error: "/expires_in INVALID_PERIOD"
        ),
        Case(
            now: noon,
            preset: "business-integrations",
            sent: ["expires_in": "0d"],
            error: "/expires_in INVALID_PERIOD"
        ),
        Case(now: noon, preset: "merchant-portal", sent: [:]),
        Case(
            now: noon,
            preset: "merchant-portal",
            sent: ["expires_in": "1y"],
            error: "/expires_in NOT_ALLOWED_BY_POLICY"
        ),
    ]

    @Test("is told as an instant, by the policy and to the edge", arguments: required + dates + instants)
    func edges(example: Case) async throws {
        let clock = TestClock(try .at(example.now))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin(example.preset)
            let scope = try #require(try await platform.catalogue(of: admin).first)
            var members = [JSON.Member("name", "A key")] + example.sent.map { JSON.Member($0.key, $0.value) }
            if example.preset == "tenant-settings" {
                let group = try await platform.makeGroup(in: admin, scopes: [scope])
                members.append(JSON.Member("authorization_group_id", .string(group)))
            } else {
                members.append(JSON.Member("scopes", [.string(scope)]))
            }
            let reply = try await platform.send(.POST, admin.path + "/keys", .object(members), token: admin.token)
            if let error = example.error {
                expectProblem(reply, 422, "VALIDATION_FAILED", [error])
            } else {
                expectStatus(reply, 201)
                #expect(reply["key", "expires_at"] == example.end)
            }
        }
    }

    @Test("a key works until the instant before its end, and from its end on it is expired")
    func halfOpen() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(
                in: admin,
                ["expires_at": "2027-01-25T12:00:00Z"]
            )
            for (time, status, expiration, verdict) in [
                ("2027-01-15T12:00:00Z", "ACTIVE", "VALID", "VALID"),
                ("2027-01-18T11:59:59.999Z", "ACTIVE", "VALID", "VALID"),
                ("2027-01-18T12:00:00Z", "ACTIVE", "EXPIRING_SOON", "VALID"),
                ("2027-01-25T11:59:59.999Z", "ACTIVE", "EXPIRING_SOON", "VALID"),
                ("2027-01-25T12:00:00Z", "EXPIRED", "EXPIRED", "EXPIRED"),
            ] {
                clock.move(to: try .at(time))
                let token = try await platform.signIn(admin.person)
                let key = try await platform.send(.GET, admin.path + "/keys/\(id)", token: token)
                #expect(key.string("status") == status, "\(time)")
                #expect(key.string("expiration") == expiration, "\(time)")
                let told = try await platform.verdict(secret)
                #expect(told == verdict, "\(time)")
            }
        }
    }
}
