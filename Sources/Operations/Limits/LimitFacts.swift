internal import Domain
internal import Store

/// A tenant's limit of keys, and how much of it is in use, as of one moment.
struct LimitFacts: Sendable {
    let tenant: Tenant
    let limit: Int
    let used: Int
    /// The tenant's.
    let version: Int

    /// - Parameter lapsed: how many of the open keys are past their expiry.
    init(_ tenant: Tenant, _ state: TenantState, lapsed: Int) {
        self.tenant = tenant
        limit = state.keyLimit
        used = state.keys.open - lapsed
        version = state.version
    }
}
