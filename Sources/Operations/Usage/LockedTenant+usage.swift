internal import Domain
internal import Store

extension LockedTenant {
    /// What the usage of the tenant's keys is told over by whoever holds it.
    var usageWindow: UsageWindow {
        UsageWindow(at: now, billingDay: state.billingDay)
    }
}
