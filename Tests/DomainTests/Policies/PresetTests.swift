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
}
