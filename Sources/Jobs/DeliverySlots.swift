internal import Domain

/// How many deliveries may be under way at once, and whose. Pure.
///
/// A receiver that hangs takes its slots for as long as one attempt may last. So each endpoint has few, each tenant a share, and
/// endpoints that fail half of all: whatever hangs, there is room for those that do not.
struct DeliverySlots: Sendable {
    struct Limits: Sendable {
        var all = 512
        var failing = 256
        var tenant = 80
        /// While it does not fail; otherwise 1.
        var endpoint = 4
    }

    private let limits: Limits
    private var running: [ID<WebhookEndpoint>: DueEndpoint] = [:]
    private var taken: [ID<Tenant>: Int] = [:]
    private var all = 0
    private var failing = 0

    init(_ limits: Limits) {
        self.limits = limits
    }

    /// Not to be looked for, since they are being sent to.
    var endpoints: Set<ID<WebhookEndpoint>> { Set(running.keys) }

    /// Not to be looked for, since they have all that they may.
    var fullTenants: Set<ID<Tenant>> { Set(taken.filter { $0.value >= limits.tenant }.keys) }

    var isFull: Bool { all >= limits.all }
    var isIdle: Bool { running.isEmpty }

    /// Whether there is room for an endpoint now, which is taken then.
    mutating func take(_ due: DueEndpoint) -> Bool {
        let size = size(of: due)
        guard running[due.endpoint] == nil, all + size <= limits.all,
            taken[due.tenant, default: 0] + size <= limits.tenant, !due.isFailing || failing + size <= limits.failing
        else { return false }
        running[due.endpoint] = due
        add(size, for: due)
        return true
    }

    mutating func free(_ due: DueEndpoint) {
        guard let due = running.removeValue(forKey: due.endpoint) else { return }
        add(-size(of: due), for: due)
    }

    private func size(of due: DueEndpoint) -> Int { due.isFailing ? 1 : limits.endpoint }

    private mutating func add(_ size: Int, for due: DueEndpoint) {
        all += size
        if due.isFailing { failing += size }
        let ofTenant = taken[due.tenant, default: 0] + size
        taken[due.tenant] = ofTenant == 0 ? nil : ofTenant
    }
}
