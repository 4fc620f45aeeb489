import Testing

@testable import Domain

struct PolicyTests {
    @Test("refuses what does not fit together, all of it at once")
    func misfits() {
        var policy = preset("partner-portal").policy
        policy.expiryDefault = ExpiryPreset("7d")
        policy.scopes.append(contentsOf: [policy.scopes[0], Scope("Not a name", "x", "\u{202e}")])
        policy.environments = []
        policy.secretPrefix = "Sk_"
        policy.rotationGraceMax = 86_401
        policy.keyLimit = -1
        policy.keyRoles = [.member, .businessAdmin]
        #expect(
            brief(policy.inputErrors) == [
                "/scopes/5/name DUPLICATE", "/scopes/6/name INVALID_VALUE", "/scopes/6/label TOO_SHORT",
                "/scopes/6/description INVALID_CHARACTER", "/expiry_default INVALID_VALUE",
                "/environments INVALID_VALUE",
                "/secret_prefix INVALID_VALUE", "/rotation_grace_max OUT_OF_RANGE", "/key_limit OUT_OF_RANGE",
                "/key_roles INVALID_VALUE",
            ]
        )
        policy.expiryDefault = nil
        policy.scopes = []
        #expect(brief(policy.inputErrors).starts(with: ["/scopes REQUIRED", "/expiry_default REQUIRED"]))
    }

    @Test(
        "scope names are safe in a header",
        arguments: [
            ("invoices:read", true), ("a", true), ("payment-links:write", true), ("v1.users_admin:read", true),
            ("", false),
            ("1a", false), (":a", false), ("A", false), ("a b", false), ("a,b", false), ("é", false), ("a\n", false),
            (String(repeating: "a", count: 64), true), (String(repeating: "a", count: 65), false),
        ]
    )
    func scopeNames(name: String, isValid: Bool) {
        #expect(Scope.isName(name) == isValid)
    }

    @Test("JSON of another form is refused, every field named")
    func decoding() throws {
        let refusal = failure {
            try Policy(json: ["scopes": [["name": "a"], 1], "key_limit": "25", "colour": 1, "key_limit": 3])
        }
        let errors = brief(refusal?.errors ?? [])
        for expected in [
            "/key_limit DUPLICATE_FIELD", "/scopes/0/label REQUIRED", "/scopes/0/description REQUIRED",
            "/scopes/1 WRONG_TYPE", "/key_limit WRONG_TYPE", "/colour UNKNOWN_FIELD", "/permission_model REQUIRED",
            "/date_ends REQUIRED",
        ] {
            #expect(errors.contains(expected))
        }
        #expect(brief(failure { try Policy(json: []) }?.errors ?? []) == [" WRONG_TYPE"])
    }

    @Test(
        "each member may be wrong alone",
        arguments: [
            "permission_model", "environments", "expiry_presets", "expiry_max", "key_roles", "rate_limit",
            "full_access", "leaked_keys",
        ]
    )
    func eachMember(name: String) throws {
        guard case .object(let members) = preset("enterprise-dashboard").policy.json else { return }
        let wrong = members.map { JSON.Member($0.name, $0.name == name ? ["NONSENSE"] : $0.value) }
        let errors = failure { try Policy(json: .object(wrong)) }?.errors ?? []
        #expect(errors.count == 1)
        #expect(errors.first?.pointer.hasPrefix("/\(name)") == true)
    }

    @Test("optional members may be missing or null")
    func optionalMembers() throws {
        guard case .object(let members) = preset("merchant-portal").policy.json else { return }
        let needed = members.filter {
            !["full_access", "expiry_default", "expiry_max", "rate_limit", "leaked_keys"].contains($0.name)
        }
        #expect(try Policy(json: .object(needed)) == preset("merchant-portal").policy)
    }

    @Test("no key may outlive the longest life, in whichever year it is made")
    func longestLife() {
        var policy = preset("partner-portal").policy
        policy.expiryMax = ExpiryPreset("1y")
        #expect(brief(policy.inputErrors) == ["/expiry_presets/3 INVALID_VALUE"])
        policy.expiryPresets = ["30d", "1y", "1y"].compactMap { ExpiryPreset($0) }
        #expect(brief(policy.inputErrors) == ["/expiry_presets/2 DUPLICATE"])
        policy.expiryMax = ExpiryPreset("365d")
        #expect(brief(policy.inputErrors).contains("/expiry_default INVALID_VALUE"))
        policy.expiryMax = ExpiryPreset("366d")
        #expect(brief(policy.inputErrors) == ["/expiry_presets/2 DUPLICATE"])
        policy.expiryMode = .none
        #expect(brief(policy.inputErrors).contains("/expiry_max INVALID_VALUE"))
    }

    @Test("a column that could have no effect is refused")
    func withoutEffect() {
        var never = preset("partner-portal").policy
        never.expiryMode = .none
        never.expiryMax = ExpiryPreset("2y")
        never.rotationSetsExpiry = true
        #expect(
            brief(never.inputErrors) == [
                "/expiry_default INVALID_VALUE", "/expiry_presets INVALID_VALUE", "/expiry_max INVALID_VALUE",
                "/rotation_sets_expiry INVALID_VALUE",
            ]
        )
        never.expiryMode = .optional
        #expect(brief(never.inputErrors) == ["/expiry_default INVALID_VALUE"])
        never.expiryDefault = nil
        #expect(never.inputErrors.isEmpty)

        var grouped = preset("tenant-settings").policy
        grouped.fullAccess = true
        #expect(brief(grouped.inputErrors) == ["/full_access INVALID_VALUE"])
        grouped.permissionModel = .scopes
        #expect(grouped.inputErrors.isEmpty)
    }

    @Test("the portals that ship fit together", arguments: Preset.shipped)
    func shipped(preset: Preset) {
        #expect(preset.policy.inputErrors.isEmpty && preset.inputErrors.isEmpty)
    }

    @Test("a rate limit and a longest life survive the round trip")
    func roundTrip() throws {
        var policy = preset("business-integrations").policy
        policy.rateLimit = RateLimit(requests: 10, windowSeconds: 60, burst: 5)
        policy.expiryMax = ExpiryPreset("90d")
        #expect(try Policy(json: policy.json) == policy)
    }
}
