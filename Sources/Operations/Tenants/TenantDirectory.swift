internal import Domain
internal import Store
internal import Synchronization

/// The facts about a tenant that never change (kind, parent, route), kept in memory: who may act on a tenant is decided
/// before any of its rows is touched.
///
/// A tenant that does not exist is not remembered, so what is held is bounded by the tenants that there are.
final class TenantDirectory: Sendable {
    private let database: Database
    private let known = Mutex<[ID<Tenant>: TenantFacts]>([:])

    init(database: Database) {
        self.database = database
    }

    func facts(of tenant: ID<Tenant>) async throws -> TenantFacts? {
        if let facts = known.withLock({ $0[tenant] }) { return facts }
        let found = try await database.readTenant(tenant) { $0.facts() }
        if let found { known.withLock { $0[tenant] = found } }
        return found
    }
}
