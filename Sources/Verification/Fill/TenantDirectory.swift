internal import Domain
internal import Store
internal import Synchronization

/// Where routes lead, once seen. What it says stays true for ever; routes that lead nowhere are not kept, since anybody
/// can think of more of them.
final class TenantDirectory: Sendable {
    private let capacity: Int
    private let places = Mutex<[TenantRoute: TenantPlace]>([:])

    init(capacity: Int) {
        self.capacity = capacity
    }

    func place(of route: TenantRoute) -> TenantPlace? {
        places.withLock { $0[route] }
    }

    /// When it is full, it begins anew: to learn a place again costs one statement.
    func learn(_ place: TenantPlace, of route: TenantRoute) {
        places.withLock { places in
            if places.count >= capacity { places.removeAll(keepingCapacity: true) }
            places[route] = place
        }
    }
}
