internal import Domain

/// How many deliveries may be under way at once, and whose. Pure.
///
/// A receiver that hangs takes its slots for as long as one attempt may last. So each endpoint has few, each tenant a share that
/// shrinks as more of them wait, and endpoints that fail or are slow half of all. And some are kept for tenants who have next to
/// nothing under way: whatever hangs, and however much of it there is, they need not wait until it ends.
struct DeliverySlots: Sendable {
    struct Limits: Sendable {
        var all = 512
        var failing = 256
        var tenant = 80
        /// While it does not fail; otherwise 1.
        var endpoint = 4
        /// Of all and of those for who fails, one in so many is for tenants who have less than an endpoint's under way.
        var reserve = 4
    }

    private struct Running: Sendable {
        let due: DueEndpoint
        let size: Int
    }

    private let limits: Limits
    private var running: [ID<WebhookEndpoint>: Running] = [:]
    private var taken: [ID<Tenant>: Int] = [:]
    private var served: [ID<Tenant>: Int] = [:]
    private var turns = 0
    private var share: Int
    private var all = 0
    private var failing = 0
    private var slow: Set<ID<WebhookEndpoint>> = []

    init(_ limits: Limits) {
        self.limits = limits
        share = limits.tenant
    }

    /// Not to be looked for, since they are being sent to.
    var endpoints: Set<ID<WebhookEndpoint>> { Set(running.keys) }

    /// Not to be looked for, since they have all that they may.
    var fullTenants: Set<ID<Tenant>> { Set(taken.filter { $0.value >= limits.tenant }.keys) }

    var isFull: Bool { all >= limits.all }
    var isIdle: Bool { running.isEmpty }

    /// Takes room for as many as there is any for, each tenant one after another: those first that were served least lately.
    ///
    /// - Returns: those for whom there is, each with its slots.
    mutating func take(_ found: [DueEndpoint]) -> [(due: DueEndpoint, size: Int)] {
        let waiting = Set(found.map(\.tenant)).union(taken.keys).count
        share = min(limits.tenant, max(limits.endpoint, limits.all / max(1, waiting)))
        return inTurn(found).compactMap { due in
            let size = take(due)
            return size > 0 ? (due, size) : nil
        }
    }

    /// How many slots there are for an endpoint now, which are taken then; none when it must wait.
    private mutating func take(_ due: DueEndpoint) -> Int {
        let sizes = due.isFailing ? [1] : [limits.endpoint, 1]
        guard running[due.endpoint] == nil, let size = sizes.first(where: { hasRoom($0, for: due) }) else { return 0 }
        running[due.endpoint] = Running(due: due, size: size)
        turns += 1
        served[due.tenant] = turns
        add(size, for: due)
        return size
    }

    mutating func free(_ due: DueEndpoint) {
        guard let running = running.removeValue(forKey: due.endpoint) else { return }
        add(-running.size, for: running.due)
        // Only who was served not long ago is of interest.
        if served.count > Self.remembered { served = served.filter { turns - $0.value < Self.remembered / 2 } }
    }

    /// Whether an endpoint took its time, though it may have taken what it was sent: then it has as few slots as one that fails.
    mutating func note(_ endpoint: ID<WebhookEndpoint>, isSlow: Bool) {
        guard isSlow else {
            slow.remove(endpoint)
            return
        }
        if slow.count > Self.remembered { slow.removeAll() }
        slow.insert(endpoint)
    }

    private static let remembered = 10_000

    /// The first of each tenant, then the second of each, and so on; among tenants, those first that were served least lately.
    private func inTurn(_ found: [DueEndpoint]) -> [DueEndpoint] {
        var turns: [ID<Tenant>: Int] = [:]
        let ranked = found.enumerated().map { place, due in
            var due = due
            if slow.contains(due.endpoint) { due.isFailing = true }
            let turn = turns[due.tenant, default: 0]
            turns[due.tenant] = turn + 1
            return (due: due, rank: (turn, served[due.tenant] ?? 0, place))
        }
        return ranked.sorted { $0.rank < $1.rank }.map(\.due)
    }

    private func hasRoom(_ size: Int, for due: DueEndpoint) -> Bool {
        let ofTenant = taken[due.tenant, default: 0] + size
        // Within the reserve nobody gets more than one slot at once.
        let mayUseReserve = size == 1 && ofTenant <= limits.endpoint
        let room = { (most: Int) in mayUseReserve ? most : most - most / limits.reserve }
        return ofTenant <= share && all + size <= room(limits.all)
            && (!due.isFailing || failing + size <= room(limits.failing))
    }

    private mutating func add(_ size: Int, for due: DueEndpoint) {
        all += size
        if due.isFailing { failing += size }
        let ofTenant = taken[due.tenant, default: 0] + size
        taken[due.tenant] = ofTenant == 0 ? nil : ofTenant
    }
}
