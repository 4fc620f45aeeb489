/// One hour of a tenant's usage.
package struct UsageHour: Hashable, Sendable {
    package let tenant: ID<Tenant>
    /// Its start.
    package let hour: Instant

    package init(tenant: ID<Tenant>, hour: Instant) {
        self.tenant = tenant
        self.hour = hour
    }
}
