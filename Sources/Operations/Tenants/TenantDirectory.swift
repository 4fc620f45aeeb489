internal import Domain
internal import Store
internal import Synchronization

/// Tenants' kinds, parents and routes, which never change, kept in memory: who may act on a tenant is decided before any of
/// its rows is touched. Names change, so none is kept here.
///
/// A tenant that does not exist is not remembered.
final class TenantDirectory: Sendable {
    private static let capacity = 65_536

    private let database: Database
    private let known = Mutex<[ID<Tenant>: TenantFacts]>([:])

    init(database: Database) {
        self.database = database
    }

    /// A tenant that was met before.
    func known(_ tenant: ID<Tenant>) -> TenantFacts? {
        known.withLock { $0[tenant] }
    }

    func facts(of tenant: ID<Tenant>) async throws -> TenantFacts? {
        if let facts = known(tenant) { return facts }
        let found = try await database.readTenant(tenant) { $0.facts() }
        if let found { remember(found) }
        return found
    }

    /// Starting anew when it is full is rare, and costs a reading for each tenant that is still in use.
    private func remember(_ facts: TenantFacts) {
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[facts.id] = facts
        }
    }
}
