/// How far a role's permission for an action goes.
package enum Reach: String, Sendable {
    case any
    /// The own tenant and its child businesses.
    case down
    case own
    /// The business of a live ADVISOR membership.
    case client
    /// The child businesses, not the own tenant.
    case children
    /// A business to be created, with the own tenant as parent.
    case businessesUnderOwn = "businesses under own"
    case never
}

/// Who may do what. The only place that says so.
package enum AccessTable {
    // swift-format-ignore
    private static func row(of action: Action) -> Row {
        switch action {
        //                             SUPER_USER SUPPORT  PARTNER_ADMIN        BUSINESS_ADMIN ADVISOR  MEMBER
        case .tenantRead:     return Row(.any,    .any,    .down,               .own,          .client, .own)
        case .tenantCreate:   return Row(.any,    .never,  .businessesUnderOwn, .never,        .never,  .never)
        case .tenantUpdate:   return Row(.any,    .never,  .down,               .own,          .never,  .never)
        case .tenantSuspend:  return Row(.any,    .never,  .children,           .never,        .never,  .never)
        case .tenantResume:   return Row(.any,    .never,  .children,           .never,        .never,  .never)
        case .policyRead:     return Row(.any,    .any,    .down,               .own,          .client, .never)
        case .policyManage:   return Row(.any,    .never,  .never,              .never,        .never,  .never)
        case .limitRead:      return Row(.any,    .any,    .down,               .own,          .client, .never)
        case .limitRequest:   return Row(.never,  .never,  .down,               .own,          .client, .never)
        case .limitRaise:     return Row(.any,    .any,    .never,              .never,        .never,  .never)
        case .limitDecide:    return Row(.any,    .any,    .never,              .never,        .never,  .never)
        case .memberRead:     return Row(.any,    .any,    .down,               .own,          .never,  .never)
        case .memberManage:   return Row(.any,    .never,  .down,               .own,          .never,  .never)
        case .groupRead:      return Row(.any,    .any,    .down,               .own,          .client, .never)
        case .groupManage:    return Row(.any,    .never,  .down,               .own,          .never,  .never)
        case .keyRead:        return Row(.any,    .any,    .down,               .own,          .client, .never)
        case .keyCreate:      return Row(.any,    .never,  .down,               .own,          .client, .never)
        case .keyUpdate:      return Row(.any,    .never,  .down,               .own,          .client, .never)
        case .keyDisable:     return Row(.any,    .never,  .down,               .own,          .client, .never)
        case .keyEnable:      return Row(.any,    .never,  .down,               .own,          .client, .never)
        case .keyRotate:      return Row(.any,    .never,  .down,               .own,          .client, .never)
        case .keyDuplicate:   return Row(.any,    .never,  .down,               .own,          .client, .never)
        case .keyRevoke:      return Row(.any,    .any,    .down,               .own,          .client, .never)
        case .webhookRead:    return Row(.any,    .never,  .down,               .own,          .never,  .never)
        case .webhookManage:  return Row(.any,    .never,  .down,               .own,          .never,  .never)
        case .auditRead:      return Row(.any,    .any,    .down,               .own,          .client, .never)
        }
    }

    package static func reach(of role: Role, for action: Action) -> Reach {
        let row = row(of: action)
        return switch role {
        case .superUser: row.superUser
        case .support: row.support
        case .partnerAdmin: row.partnerAdmin
        case .businessAdmin: row.businessAdmin
        case .advisor: row.advisor
        case .member: row.member
        }
    }

    /// Staff may act on suspended tenants too.
    package static func isForStaffAlone(_ action: Action) -> Bool {
        Role.allCases.allSatisfy { $0.isPlatform || reach(of: $0, for: action) == .never }
    }

    private struct Row {
        let superUser, support, partnerAdmin, businessAdmin, advisor, member: Reach

        init(
            _ superUser: Reach,
            _ support: Reach,
            _ partnerAdmin: Reach,
            _ businessAdmin: Reach,
            _ advisor: Reach,
            _ member: Reach
        ) {
            self.superUser = superUser
            self.support = support
            self.partnerAdmin = partnerAdmin
            self.businessAdmin = businessAdmin
            self.advisor = advisor
            self.member = member
        }
    }
}
