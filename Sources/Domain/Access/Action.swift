/// Everything that can be allowed or refused.
package enum Action: String, CaseIterable, Sendable {
    case tenantRead = "tenant.read"
    case tenantCreate = "tenant.create"
    case tenantUpdate = "tenant.update"
    case tenantSuspend = "tenant.suspend"
    case tenantResume = "tenant.resume"
    case policyRead = "policy.read"
    case policyManage = "policy.manage"
    case limitRead = "limit.read"
    case limitRequest = "limit.request"
    case limitRaise = "limit.raise"
    case limitDecide = "limit.decide"
    case memberRead = "member.read"
    case memberManage = "member.manage"
    case groupRead = "group.read"
    case groupManage = "group.manage"
    case keyRead = "key.read"
    case keyCreate = "key.create"
    case keyUpdate = "key.update"
    case keyDisable = "key.disable"
    case keyEnable = "key.enable"
    case keyRotate = "key.rotate"
    case keyDuplicate = "key.duplicate"
    case keyRevoke = "key.revoke"
    case webhookRead = "webhook.read"
    case webhookManage = "webhook.manage"
    case auditRead = "audit.read"

    /// Whether a policy's `key_roles` has a say.
    package var isOnKeys: Bool {
        switch self {
        case .keyRead, .keyCreate, .keyUpdate, .keyDisable, .keyEnable, .keyRotate, .keyDuplicate, .keyRevoke: true
        default: false
        }
    }

    /// Whether platform staff must say why. Limits carry their reason in the body, since the tenant sees it.
    package var changesTenant: Bool {
        switch self {
        case .tenantRead, .policyRead, .memberRead, .groupRead, .keyRead, .webhookRead, .auditRead: false
        case .limitRead, .limitRequest, .limitRaise, .limitDecide: false
        case .tenantCreate, .tenantUpdate, .tenantSuspend, .tenantResume, .policyManage: true
        case .memberManage, .groupManage, .webhookManage: true
        case .keyCreate, .keyUpdate, .keyDisable, .keyEnable, .keyRotate, .keyDuplicate, .keyRevoke: true
        }
    }

    /// Whether it shows a tenant's data and changes nothing.
    package var onlyReads: Bool {
        switch self {
        case .tenantRead, .policyRead, .limitRead, .memberRead, .groupRead, .keyRead, .webhookRead, .auditRead: true
        default: false
        }
    }
}
