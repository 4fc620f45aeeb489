internal import Domain

/// How many totals of one kind are kept, and whose they are. A tenant may have as many as are left free: alone it may take
/// half of the room, two that want all of it a third each. So there is always some left for the next, and nobody needs to
/// say how many tenants there will be.
struct DetailRoom: Sendable {
    private let capacity: Int
    private(set) var taken = 0
    private var shares: [ID<Tenant>: Int] = [:]

    init(capacity: Int) { self.capacity = capacity }

    func hasRoom(for tenant: ID<Tenant>) -> Bool { shares[tenant, default: 0] < capacity - taken }

    mutating func take(for tenant: ID<Tenant>) {
        taken += 1
        shares[tenant, default: 0] += 1
    }

    mutating func leave(_ count: Int, of tenant: ID<Tenant>) {
        taken -= count
        let share = shares[tenant, default: 0] - count
        shares[tenant] = share > 0 ? share : nil
    }
}
