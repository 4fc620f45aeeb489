import Testing

@testable import Domain

struct PresetTests {
    @Test("five ship, each consistent, each surviving a round trip through JSON", arguments: Preset.shipped)
    func consistent(preset: Preset) throws {
        #expect(preset.policy.inputErrors == [])
        #expect(try Policy(json: preset.policy.json) == preset.policy)
        #expect(try Policy(json: JSON(parsing: preset.policy.json.encoded())) == preset.policy)
    }

    @Test("their names are distinct")
    func names() {
        #expect(
            Preset.shipped.map(\.name) == [
                "partner-portal", "enterprise-dashboard", "merchant-portal", "tenant-settings", "business-integrations",
            ]
        )
    }

    @Test(
        "each is for certain tenants",
        arguments: [
            ("partner-portal", [true, true, false, false]), ("enterprise-dashboard", [false, false, true, true]),
            ("merchant-portal", [false, false, false, true]), ("tenant-settings", [false, false, true, true]),
            ("business-integrations", [false, false, true, true]),
        ]
    )
    func fits(name: String, expected: [Bool]) {
        let preset = preset(name)
        let tenants: [(TenantKind, Bool)] = [
            (.partner, false), (.partner, true), (.business, false), (.business, true),
        ]
        #expect(tenants.map { preset.fits($0.0, hasParent: $0.1) } == expected)
        #expect(!preset.fits(.platform, hasParent: false))
    }

    @Test(
        "each has the columns of its portal",
        arguments: [
            ("partner-portal", "ptn", 5, 25, 86_400, [.partnerAdmin]),
            ("enterprise-dashboard", "sk", 12, 25, 86_400, [.businessAdmin, .advisor]),
            ("merchant-portal", "mch", 6, 25, 86_400, [.partnerAdmin, .businessAdmin]),
            ("tenant-settings", "tnt", 6, 10, 0, [.businessAdmin]),
            ("business-integrations", "biz", 6, 25, 0, [.partnerAdmin, .businessAdmin, .advisor]),
        ] as [(String, String, Int, Int, Int, Set<Role>)]
    )
    func columns(name: String, prefix: String, scopes: Int, limit: Int, grace: Int, roles: Set<Role>) {
        let policy = preset(name).policy
        #expect(policy.secretPrefix == prefix)
        #expect(policy.scopes.count == scopes)
        #expect(policy.keyLimit == limit)
        #expect(policy.rotationGraceMax == grace)
        #expect(policy.keyRoles == roles)
    }

    @Test("only one portal has test keys, full access, groups, disabling first, required expiry")
    func peculiarities() {
        let names = { (matches: (Policy) -> Bool) in Preset.shipped.filter { matches($0.policy) }.map(\.name) }
        #expect(names { $0.environments == [.live, .test] } == ["enterprise-dashboard"])
        #expect(names { $0.fullAccess } == ["enterprise-dashboard"])
        #expect(names { $0.permissionModel == .group } == ["tenant-settings"])
        #expect(names { $0.permissionEditing == .editable } == ["tenant-settings"])
        #expect(names { $0.rotationSetsExpiry } == ["tenant-settings"])
        #expect(names { $0.dateEnds == .dayEnd } == ["tenant-settings"])
        #expect(names { $0.disableBeforeRevoke } == ["merchant-portal"])
        #expect(names { $0.expiryMode == .none } == ["merchant-portal"])
        #expect(names { $0.expiryMode == .required } == ["partner-portal"])
        #expect(preset("partner-portal").policy.expiryPresets.map(\.description) == ["30d", "90d", "1y", "2y"])
        #expect(preset("partner-portal").policy.expiryDefault?.description == "1y")
    }

    /// Every column of every portal but its catalogue, of which the scopes' names.
    static let golden = """
        partner-portal PARTNER
          SCOPES IMMUTABLE LIVE ptn limit 25
          merchants:read merchants:write analytics:read webhooks:manage reports:read
          expiry REQUIRED 30d,90d,1y,2y default 1y max - DAY_START
          rotation grace 86400
          roles PARTNER_ADMIN
        enterprise-dashboard BUSINESS
          SCOPES IMMUTABLE full access LIVE,TEST sk limit 25
          invoices:read invoices:write payment-links:read payment-links:write clients:read clients:write payouts:read \
        payouts:write disbursements:read disbursements:write webhooks:read webhooks:write
          expiry OPTIONAL any default - max - DAY_START
          rotation grace 86400
          roles BUSINESS_ADMIN,ADVISOR
        merchant-portal BUSINESS under a partner, offered to partners
          SCOPES IMMUTABLE LIVE mch limit 25
          customers:read customers:write invoices:read invoices:write payments:read payments:write
          expiry NONE any default - max - DAY_START
          rotation grace 86400, disable before revoke
          roles PARTNER_ADMIN,BUSINESS_ADMIN
        tenant-settings BUSINESS
          GROUP EDITABLE LIVE tnt limit 10
          customers:read customers:write invoices:read invoices:write payments:read payments:write
          expiry OPTIONAL any default - max - DAY_END
          rotation grace 0, sets expiry
          roles BUSINESS_ADMIN
        business-integrations BUSINESS offered to partners
          SCOPES IMMUTABLE LIVE biz limit 25
          customers:read customers:write invoices:read invoices:write payments:read payments:write
          expiry OPTIONAL any default - max - DAY_START
          rotation grace 0
          roles PARTNER_ADMIN,BUSINESS_ADMIN,ADVISOR
        """

    @Test("each is, column by column, what is written here")
    func everyColumn() {
        #expect(Preset.shipped.map(\.summary).joined(separator: "\n") == Self.golden)
        // None of them has a rate of its own.
        #expect(Preset.shipped.allSatisfy { $0.policy.rateLimit == nil })
    }

    @Test("a preset for partners needs no parent, and is nothing for partners to choose")
    func rules() {
        var preset = preset("partner-portal")
        preset.requiresParent = true
        preset.offeredToPartners = true
        #expect(brief(preset.inputErrors) == ["/requires_parent INVALID_VALUE", "/offered_to_partners INVALID_VALUE"])
    }
}

extension Preset {
    fileprivate var summary: String {
        let presets = policy.expiryPresets.map(\.description).joined(separator: ",")
        let lines = [
            name + " " + tenantKind.rawValue + (requiresParent ? " under a partner," : "")
                + (offeredToPartners ? " offered to partners" : ""),
            "  \(policy.permissionModel.rawValue) \(policy.permissionEditing.rawValue)"
                + (policy.fullAccess ? " full access" : "")
                + " \(policy.environments.map(\.rawValue).joined(separator: ",")) \(policy.secretPrefix)"
                + " limit \(policy.keyLimit)",
            "  " + policy.scopes.map(\.name).joined(separator: " "),
            "  expiry \(policy.expiryMode.rawValue) \(presets.isEmpty ? "any" : presets)"
                + " default \(policy.expiryDefault?.description ?? "-") max \(policy.expiryMax?.description ?? "-")"
                + " \(policy.dateEnds.rawValue)",
            "  rotation grace \(policy.rotationGraceMax)" + (policy.rotationSetsExpiry ? ", sets expiry" : "")
                + (policy.disableBeforeRevoke ? ", disable before revoke" : ""),
            "  roles " + policy.keyRoles.sorted().map(\.rawValue).joined(separator: ","),
        ]
        return lines.joined(separator: "\n")
    }
}
