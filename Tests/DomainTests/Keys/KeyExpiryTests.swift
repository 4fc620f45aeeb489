import Testing

@testable import Domain

struct KeyExpiryTests {
    private func plan(_ expiry: ExpiryDraft, _ policy: Policy, now: Instant) throws -> KeyPlan {
        var policy = policy
        policy.permissionModel = .scopes
        let draft = KeyDraft(name: "Server", scopes: [policy.scopes[0].name], expiry: expiry)
        return try draft.validated(against: policy, group: nil, now: now)
    }

    private func errors(_ expiry: ExpiryDraft, _ policy: Policy, now: Instant = noon) -> [String] {
        brief(failure { try plan(expiry, policy, now: now) }?.errors ?? [])
    }

    @Test(
        "each portal's expiry becomes an instant",
        arguments: [
            ("partner-portal", ExpiryDraft(), "2027-11-21T12:00:00.000Z"),
            ("partner-portal", ExpiryDraft(expiresIn: "30d"), "2026-12-21T12:00:00.000Z"),
            ("partner-portal", ExpiryDraft(expiresIn: "2y"), "2028-11-21T12:00:00.000Z"),
            ("enterprise-dashboard", ExpiryDraft(), nil),
            ("enterprise-dashboard", ExpiryDraft(expiresOn: "2026-11-22"), "2026-11-22T00:00:00.000Z"),
            ("tenant-settings", ExpiryDraft(), nil),
            ("tenant-settings", ExpiryDraft(expiresOn: "2026-11-22"), "2026-11-23T00:00:00.000Z"),
            ("tenant-settings", ExpiryDraft(expiresOn: "2026-11-21"), "2026-11-22T00:00:00.000Z"),
            ("tenant-settings", ExpiryDraft(expiresOn: "2028-02-28"), "2028-02-29T00:00:00.000Z"),
            ("business-integrations", ExpiryDraft(), nil),
            (
                "business-integrations", ExpiryDraft(expiresAt: "2026-11-21T14:00:00.001+02:00"),
                "2026-11-21T12:00:00.001Z"
            ),
            ("business-integrations", ExpiryDraft(expiresIn: "7d"), "2026-11-28T12:00:00.000Z"),
            ("merchant-portal", ExpiryDraft(), nil),
        ]
    )
    func resolves(name: String, expiry: ExpiryDraft, expected: String?) throws {
        #expect(try plan(expiry, preset(name).policy, now: noon).expiresAt?.description == expected)
    }

    @Test(
        "and what each portal refuses",
        arguments: [
            ("partner-portal", ExpiryDraft(expiresIn: "31d"), "/expires_in NOT_ALLOWED_BY_POLICY"),
            ("partner-portal", ExpiryDraft(expiresIn: "nonsense"), "/expires_in NOT_ALLOWED_BY_POLICY"),
            ("partner-portal", ExpiryDraft(expiresOn: "2027-01-31"), "/expires_on NOT_ALLOWED_BY_POLICY"),
            ("partner-portal", ExpiryDraft(expiresAt: "2027-01-31T00:00:00Z"), "/expires_at NOT_ALLOWED_BY_POLICY"),
            ("merchant-portal", ExpiryDraft(expiresIn: "30d"), "/expires_in NOT_ALLOWED_BY_POLICY"),
            ("merchant-portal", ExpiryDraft(expiresAt: "nonsense"), "/expires_at NOT_ALLOWED_BY_POLICY"),
            ("enterprise-dashboard", ExpiryDraft(expiresOn: "2026-11-21"), "/expires_on NOT_IN_FUTURE"),
            ("enterprise-dashboard", ExpiryDraft(expiresOn: "2027-02-30"), "/expires_on INVALID_DATE"),
            ("enterprise-dashboard", ExpiryDraft(expiresOn: "2027-02-29"), "/expires_on INVALID_DATE"),
            ("enterprise-dashboard", ExpiryDraft(expiresOn: "2027-01-31T00:00:00Z"), "/expires_on INVALID_DATE"),
            ("tenant-settings", ExpiryDraft(expiresOn: "2026-11-20"), "/expires_on NOT_IN_FUTURE"),
            ("tenant-settings", ExpiryDraft(expiresOn: "9999-12-31"), "/expires_on INVALID_DATE"),
            ("business-integrations", ExpiryDraft(expiresAt: "2026-11-21T12:00:00Z"), "/expires_at NOT_IN_FUTURE"),
            ("business-integrations", ExpiryDraft(expiresAt: "2026-11-21T11:59:59Z"), "/expires_at NOT_IN_FUTURE"),
            ("business-integrations", ExpiryDraft(expiresAt: "2027-01-31T23:59:60Z"), "/expires_at INVALID_TIME"),
            ("business-integrations", ExpiryDraft(expiresAt: "2027-01-31"), "/expires_at INVALID_TIME"),
            ("business-integrations", ExpiryDraft(expiresIn: "0d"), "/expires_in INVALID_PERIOD"),
            ("business-integrations", ExpiryDraft(expiresIn: "9999y"), "/expires_in INVALID_PERIOD"),
            ("business-integrations", ExpiryDraft(expiresIn: ""), "/expires_in INVALID_PERIOD"),
        ]
    )
    func refuses(name: String, expiry: ExpiryDraft, expected: String) {
        #expect(errors(expiry, preset(name).policy) == [expected])
    }

    @Test("a year from a leap day ends on 28 February")
    func leapDay() throws {
        let leapDay = instant("2028-02-29T08:30:00Z")
        let portal = preset("partner-portal").policy
        #expect(try plan(ExpiryDraft(), portal, now: leapDay).expiresAt == instant("2029-02-28T08:30:00Z"))
        #expect(
            try plan(ExpiryDraft(expiresIn: "2y"), portal, now: leapDay).expiresAt == instant("2030-02-28T08:30:00Z")
        )
    }

    @Test("three ways at once are three errors")
    func exclusive() {
        let all = ExpiryDraft(expiresIn: "30d", expiresOn: "2027-01-31", expiresAt: "2027-01-31T00:00:00Z")
        #expect(
            errors(all, preset("business-integrations").policy)
                == ["/expires_in", "/expires_on", "/expires_at"].map { "\($0) MUTUALLY_EXCLUSIVE" }
        )
    }

    @Test("no key outlives the longest life of its policy, to the microsecond")
    func longest() throws {
        var policy = preset("business-integrations").policy
        policy.expiryMax = ExpiryPreset("90d")
        let latest = noon + .seconds(90 * 86_400)
        #expect(try plan(ExpiryDraft(expiresIn: "90d"), policy, now: noon).expiresAt == latest)
        #expect(try plan(ExpiryDraft(expiresAt: latest.description), policy, now: noon).expiresAt == latest)
        #expect(errors(ExpiryDraft(expiresIn: "91d"), policy) == ["/expires_in NOT_ALLOWED_BY_POLICY"])
        #expect(
            errors(ExpiryDraft(expiresAt: "2027-02-19T12:00:00.000001Z"), policy) == [
                "/expires_at NOT_ALLOWED_BY_POLICY"
            ]
        )
        #expect(errors(ExpiryDraft(), policy) == ["/expires_at REQUIRED"])
        policy.expiryPresets = ["30d", "90d"].compactMap { ExpiryPreset($0) }
        #expect(errors(ExpiryDraft(), policy) == ["/expires_in REQUIRED"])
    }
}
