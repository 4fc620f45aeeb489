internal import Domain
internal import Synchronization

/// How many may be at once at what keeps a connection for long: one of a tenant, and so many in all, of this instance.
final class TenantSeats: Sendable {
    private let most: Int
    /// What whoever finds no seat is told.
    private let detail: String
    private let taken = Mutex<Set<ID<Tenant>>>([])

    init(most: Int, detail: String) {
        self.most = most
        self.detail = detail
    }

    func take(_ tenant: ID<Tenant>) throws(Failure) {
        let isTaken = taken.withLock { taken in taken.count < most && taken.insert(tenant).inserted }
        guard isTaken else { throw Failure(.unavailable, detail, retryAfter: .seconds(5)) }
    }

    func leave(_ tenant: ID<Tenant>) {
        _ = taken.withLock { $0.remove(tenant) }
    }
}
