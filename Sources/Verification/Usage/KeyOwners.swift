internal import Domain
internal import Synchronization

/// Whose the keys are that were seen. A key never changes its tenant. Bounded, and divided so that checks rarely wait for
/// each other.
final class KeyOwners: Sendable {
    private final class Shard: Sendable {
        let tenants = Mutex<[ID<APIKey>: ID<Tenant>]>([:])
    }

    private let shards: [Shard] = (0..<16).map { _ in Shard() }
    /// Of one shard.
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity / 16
    }

    func tenant(of key: ID<APIKey>) -> ID<Tenant>? {
        shard(of: key).tenants.withLock { $0[key] }
    }

    /// When it is full, it begins anew: to learn it again costs no more than a lookup.
    func learn(_ tenant: ID<Tenant>, of key: ID<APIKey>) {
        shard(of: key).tenants.withLock { tenants in
            guard tenants[key] == nil else { return }
            if tenants.count >= capacity { tenants.removeAll(keepingCapacity: true) }
            tenants[key] = tenant
        }
    }

    private func shard(of key: ID<APIKey>) -> Shard {
        // The low bits of an id are random.
        shards[Int(truncatingIfNeeded: key.bits & 15)]
    }
}
