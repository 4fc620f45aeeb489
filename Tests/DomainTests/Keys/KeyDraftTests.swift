import Testing

@testable import Domain

struct KeyDraftTests {
    let dashboard = preset("enterprise-dashboard").policy

    private func errors(_ draft: KeyDraft, _ policy: Policy? = nil) -> [String] {
        brief(failure { try draft.validated(against: policy ?? dashboard, group: nil, now: noon) }?.errors ?? [])
    }

    @Test("the least there is: a name and scopes; the rest by default")
    func least() throws {
        let plan = try KeyDraft(name: "Server", scopes: ["invoices:read"]).validated(
            against: dashboard,
            group: nil,
            now: noon
        )
        #expect(plan.name.text == "Server")
        #expect(plan.description == .empty)
        #expect(plan.environment == .live)
        #expect(plan.permissions == .scopes(["invoices:read"]))
        #expect(plan.expiresAt == nil)
        #expect(plan.ipAllowlist == [])
        #expect(plan.rateLimit == nil)
        #expect(plan.secretPrefix == "sk")
    }

    @Test("everything that can be asked for")
    func everything() throws {
        let draft = KeyDraft(
            name: "Server",
            description: "In the cellar",
            environment: "TEST",
            scopes: ["payouts:write", "invoices:read"],
            expiry: ExpiryDraft(expiresOn: "2027-01-31"),
            ipAllowlist: ["10.0.0.0/8", "::ffff:192.168.0.1", "2001:DB8::/32"],
            rateLimit: RateLimitDraft(requests: 100, windowSeconds: 60)
        )
        let plan = try draft.validated(against: dashboard, group: nil, now: noon)
        #expect(plan.description.text == "In the cellar")
        #expect(plan.environment == .test)
        #expect(plan.permissions == .scopes(["payouts:write", "invoices:read"]))
        #expect(plan.expiresAt == instant("2027-01-31T00:00:00Z"))
        #expect(plan.ipAllowlist.map(\.description) == ["10.0.0.0/8", "192.168.0.1", "2001:db8::/32"])
        #expect(plan.rateLimit == RateLimit(requests: 100, windowSeconds: 60, burst: 100))
    }

    @Test("tells everything that is wrong at once, in order")
    func allAtOnce() {
        let draft = KeyDraft(
            name: "x",
            description: "\u{202e}",
            environment: "live",
            scopes: ["invoices:read", "nonsense", "invoices:read"],
            authorizationGroupID: "grp_00000000000000000000000001",
            expiry: ExpiryDraft(expiresIn: "30d", expiresAt: "2027-01-31T00:00:00Z"),
            ipAllowlist: ["10.0.0.1/8", "10.0.0.1", "10.0.0.1/32", "010.0.0.1"],
            rateLimit: RateLimitDraft(requests: 0, burst: 1_000_001)
        )
        #expect(
            errors(draft) == [
                "/name TOO_SHORT", "/description INVALID_CHARACTER", "/environment UNKNOWN_VALUE",
                "/authorization_group_id NOT_ALLOWED_BY_POLICY", "/scopes/1 UNKNOWN_SCOPE", "/scopes/2 DUPLICATE",
                "/expires_in MUTUALLY_EXCLUSIVE", "/expires_at MUTUALLY_EXCLUSIVE", "/ip_allowlist/0 INVALID_ADDRESS",
                "/ip_allowlist/2 DUPLICATE", "/ip_allowlist/3 INVALID_ADDRESS", "/rate_limit/requests OUT_OF_RANGE",
                "/rate_limit/window_seconds REQUIRED", "/rate_limit/burst OUT_OF_RANGE",
            ]
        )
    }

    @Test("nothing at all", arguments: Preset.shipped)
    func nothing(preset: Preset) {
        let permission = preset.policy.permissionModel == .group ? "/authorization_group_id" : "/scopes"
        #expect(errors(KeyDraft(), preset.policy) == ["/name REQUIRED", "\(permission) REQUIRED"])
    }

    @Test("test keys exist where the policy has them")
    func environments() {
        let draft = KeyDraft(name: "Server", environment: "TEST", scopes: ["customers:read"])
        #expect(errors(draft, preset("merchant-portal").policy) == ["/environment NOT_ALLOWED_BY_POLICY"])
        var testOnly = dashboard
        testOnly.environments = [.test]
        #expect(
            errors(KeyDraft(name: "Server", scopes: ["invoices:read"]), testOnly) == [
                "/environment NOT_ALLOWED_BY_POLICY"
            ]
        )
    }

    @Test("an allowlist of 100 fits, 101 is one error")
    func allowlist() throws {
        let addresses = (0..<101).map { "10.0.0.\($0)" }
        var draft = KeyDraft(name: "Server", scopes: ["invoices:read"], ipAllowlist: addresses)
        #expect(errors(draft) == ["/ip_allowlist TOO_MANY"])
        draft.ipAllowlist?.removeLast()
        #expect(try draft.validated(against: dashboard, group: nil, now: noon).ipAllowlist.count == 100)
    }

    @Test("the same network twice is found in any spelling")
    func duplicateNetworks() {
        let draft = KeyDraft(
            name: "Server",
            scopes: ["invoices:read"],
            ipAllowlist: ["10.0.0.0/8", "::ffff:10.0.0.0/104"]
        )
        #expect(errors(draft) == ["/ip_allowlist/1 DUPLICATE"])
    }

    @Test("the policy's rate limit is for keys that ask for none")
    func rateLimits() throws {
        var policy = dashboard
        policy.rateLimit = RateLimit(requests: 5, windowSeconds: 1, burst: 5)
        var draft = KeyDraft(name: "Server", scopes: ["invoices:read"])
        #expect(try draft.validated(against: policy, group: nil, now: noon).rateLimit == policy.rateLimit)
        draft.rateLimit = RateLimitDraft(requests: 9, windowSeconds: 2, burst: 3)
        let plan = try draft.validated(against: policy, group: nil, now: noon)
        #expect(plan.rateLimit == RateLimit(requests: 9, windowSeconds: 2, burst: 3))
    }
}
