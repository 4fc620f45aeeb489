/// What a person is, on the platform or in a tenant. In the order of the access table.
package enum Role: String, CaseIterable, Sendable {
    case superUser = "SUPER_USER"
    case support = "SUPPORT"
    case partnerAdmin = "PARTNER_ADMIN"
    case businessAdmin = "BUSINESS_ADMIN"
    case advisor = "ADVISOR"
    case member = "MEMBER"

    /// Held on the platform rather than in a tenant.
    package var isPlatform: Bool {
        self == .superUser || self == .support
    }

    /// Whether it runs a tenant. Once a tenant has somebody like that for good, it keeps one.
    package var isAdmin: Bool {
        self == .partnerAdmin || self == .businessAdmin
    }

    /// Whether a membership in such a tenant can have this role.
    package func isPossible(in kind: TenantKind) -> Bool {
        switch self {
        case .superUser, .support: false
        case .partnerAdmin: kind == .partner
        case .businessAdmin, .advisor: kind == .business
        case .member: kind != .platform
        }
    }

    /// Nobody grants a role above their own; platform roles are not granted through memberships at all.
    package func mayGrant(_ other: Role) -> Bool {
        !other.isPlatform && other.rank <= rank
    }

    private var rank: Int {
        switch self {
        case .superUser: 5
        case .support: 0
        case .partnerAdmin: 4
        case .businessAdmin: 3
        case .advisor: 2
        case .member: 1
        }
    }
}

extension Role: Comparable {
    /// In the order of the access table.
    package static func < (left: Role, right: Role) -> Bool {
        left.position < right.position
    }

    private var position: Int {
        switch self {
        case .superUser: 0
        case .support: 1
        case .partnerAdmin: 2
        case .businessAdmin: 3
        case .advisor: 4
        case .member: 5
        }
    }
}
