/// The five portals that ship.
extension Preset {
    package static let shipped = [
        partnerPortal, enterpriseDashboard, merchantPortal, tenantSettings, businessIntegrations,
    ]

    static let partnerPortal = Preset(
        name: "partner-portal",
        tenantKind: .partner,
        requiresParent: false,
        offeredToPartners: false,
        policy: Policy(
            permissionModel: .scopes,
            permissionEditing: .immutable,
            scopes: Scope.partnerPortal,
            secretPrefix: "ptn",
            expiryMode: .required,
            expiryPresets: [.thirtyDays, .ninetyDays, .oneYear, .twoYears],
            expiryDefault: .oneYear,
            rotationGraceMax: 86_400,
            keyRoles: [.partnerAdmin]
        )
    )

    static let enterpriseDashboard = Preset(
        name: "enterprise-dashboard",
        tenantKind: .business,
        requiresParent: false,
        offeredToPartners: false,
        policy: Policy(
            permissionModel: .scopes,
            permissionEditing: .immutable,
            fullAccess: true,
            scopes: Scope.enterpriseDashboard,
            environments: [.live, .test],
            secretPrefix: "sk",
            expiryMode: .optional,
            dateEnds: .dayStart,
            rotationGraceMax: 86_400,
            keyRoles: [.businessAdmin, .advisor]
        )
    )

    static let merchantPortal = Preset(
        name: "merchant-portal",
        tenantKind: .business,
        requiresParent: true,
        offeredToPartners: true,
        policy: Policy(
            permissionModel: .scopes,
            permissionEditing: .immutable,
            scopes: Scope.starter,
            secretPrefix: "mch",
            expiryMode: .none,
            disableBeforeRevoke: true,
            rotationGraceMax: 86_400,
            keyRoles: [.partnerAdmin, .businessAdmin]
        )
    )

    static let tenantSettings = Preset(
        name: "tenant-settings",
        tenantKind: .business,
        requiresParent: false,
        offeredToPartners: false,
        policy: Policy(
            permissionModel: .group,
            permissionEditing: .editable,
            scopes: Scope.starter,
            secretPrefix: "tnt",
            expiryMode: .optional,
            dateEnds: .dayEnd,
            rotationSetsExpiry: true,
            keyLimit: 10,
            keyRoles: [.businessAdmin]
        )
    )

    static let businessIntegrations = Preset(
        name: "business-integrations",
        tenantKind: .business,
        requiresParent: false,
        offeredToPartners: true,
        policy: Policy(
            permissionModel: .scopes,
            permissionEditing: .immutable,
            scopes: Scope.starter,
            secretPrefix: "biz",
            expiryMode: .optional,
            keyRoles: [.businessAdmin, .advisor, .partnerAdmin]
        )
    )
}

extension ExpiryPreset {
    fileprivate static let thirtyDays = ExpiryPreset(count: 30, unit: .days)
    fileprivate static let ninetyDays = ExpiryPreset(count: 90, unit: .days)
    fileprivate static let oneYear = ExpiryPreset(count: 1, unit: .years)
    fileprivate static let twoYears = ExpiryPreset(count: 2, unit: .years)
}
