internal import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// Checks of all the tenant's keys whose secret matched, ever.
    package func countRequests() -> Reply<Int> {
        send(
            "SELECT requests FROM usage_totals WHERE tenant_id = \(tenant) AND key_id = \(ID<APIKey>.wholeTenant)"
        ) { rows in try rows.first?.decode("requests") ?? 0 }
    }
}
