import DequeModule

/// Who holds which connection, who waits, and when to connect. No I/O, no clock, no randomness: every event changes the
/// state and returns what to do about it.
struct PoolStateMachine<Resource: Sendable>: ~Copyable {
    typealias Instant = ContinuousClock.Instant

    struct Limits: Sendable {
        var size: Int
        var idleLifetime: Duration
        var backoff: ClosedRange<Duration>
    }

    enum Action {
        case lease(waiter: Int, Lease)
        case fail(waiter: Int, PostgresError)
        case connect(slot: Int)
        case close(Resource)
        /// Shut down, and everything has come back.
        case drained
    }

    /// A connection in someone's hands.
    struct Lease: Sendable {
        let slot: Int
        let resource: Resource
    }

    private struct Idle {
        let lease: Lease
        let since: Instant
    }

    private struct Waiter {
        let id: Int
        let deadline: Instant
    }

    private let limits: Limits
    /// The one used last at the end: it is used next, so that those not needed grow old.
    private var idle: Deque<Idle> = []
    private var leased: [Int: Resource] = [:]
    private var connecting: Set<Int> = []
    /// Closed while not idle, so to be dropped when they come back.
    private var lost: Set<Int> = []
    private var waiters: Deque<Waiter> = []
    private var lastSlot = 0
    private var backoff: Backoff
    private var retryAt: Instant?
    private var lastFailure: PostgresError?
    private var isShutDown = false
    private var toldDrained = false

    init(_ limits: Limits) {
        self.limits = limits
        backoff = Backoff(limits.backoff)
    }

    var size: Int { idle.count + leased.count + connecting.count }
    var idleCount: Int { idle.count }
    var leasedCount: Int { leased.count }
    var waitingCount: Int { waiters.count }
    var leasedResources: [Resource] { Array(leased.values) }
}

// MARK: - Waiters

extension PoolStateMachine {
    /// Someone wants a connection.
    mutating func request(waiter: Int, deadline: Instant, at now: Instant) -> [Action] {
        if isShutDown { return [.fail(waiter: waiter, .poolClosed)] }
        if waiters.isEmpty, let lease = takeIdle() { return [.lease(waiter: waiter, lease)] }
        if size == 0, let retryAt, now < retryAt {
            return [.fail(waiter: waiter, lastFailure ?? .connectionFailed(reason: "the server was not there"))]
        }
        waiters.append(Waiter(id: waiter, deadline: deadline))
        return connectAsNeeded(at: now)
    }

    /// An idle connection, at once, when nobody waits for one.
    mutating func takeIdle() -> Lease? {
        guard waiters.isEmpty, let lease = idle.popLast()?.lease else { return nil }
        leased[lease.slot] = lease.resource
        return lease
    }

    /// Someone no longer wants a connection. False when the waiter is not there, having been served.
    mutating func cancel(waiter: Int) -> Bool {
        guard let index = waiters.firstIndex(where: { $0.id == waiter }) else { return false }
        waiters.remove(at: index)
        return true
    }

    private mutating func connectAsNeeded(at now: Instant) -> [Action] {
        if let retryAt, now < retryAt { return [] }
        var actions: [Action] = []
        while connecting.count < waiters.count, size < limits.size {
            lastSlot += 1
            connecting.insert(lastSlot)
            actions.append(.connect(slot: lastSlot))
        }
        return actions
    }

    /// Hands a connection to whoever waits longest, or keeps it.
    private mutating func offer(_ lease: Lease, at now: Instant) -> [Action] {
        if isShutDown { return [.close(lease.resource)] + drainedAction() }
        guard let waiter = waiters.popFirst() else {
            idle.append(Idle(lease: lease, since: now))
            return []
        }
        leased[lease.slot] = lease.resource
        return [.lease(waiter: waiter.id, lease)]
    }
}

// MARK: - Connections

extension PoolStateMachine {
    mutating func connected(slot: Int, _ resource: Resource, at now: Instant) -> [Action] {
        guard connecting.remove(slot) != nil else { return [.close(resource)] }
        backoff.succeeded()
        retryAt = nil
        lastFailure = nil
        if lost.remove(slot) != nil { return [.close(resource)] + connectAsNeeded(at: now) + drainedAction() }
        return offer(Lease(slot: slot, resource: resource), at: now)
    }

    /// - Parameter jitter: from 0 to 1.
    mutating func connectFailed(slot: Int, _ error: PostgresError, jitter: Double, at now: Instant) -> [Action] {
        guard connecting.remove(slot) != nil else { return [] }
        lost.remove(slot)
        lastFailure = error
        backoff.failed(jitter: jitter)
        retryAt = now + backoff.pause
        if isShutDown { return drainedAction() }
        // With no connection that could come back, nobody is kept waiting.
        guard size == 0 else { return [] }
        defer { waiters.removeAll() }
        return waiters.map { .fail(waiter: $0.id, error) }
    }

    /// Whoever held a connection is done with it.
    mutating func release(slot: Int, isReusable: Bool, at now: Instant) -> [Action] {
        guard let resource = leased.removeValue(forKey: slot) else { return [] }
        let isLost = lost.remove(slot) != nil
        if isReusable && !isLost { return offer(Lease(slot: slot, resource: resource), at: now) }
        return [.close(resource)] + connectAsNeeded(at: now) + drainedAction()
    }

    /// A connection was closed, by whichever side.
    mutating func closed(slot: Int) {
        if let index = idle.firstIndex(where: { $0.lease.slot == slot }) {
            idle.remove(at: index)
        } else if leased[slot] != nil || connecting.contains(slot) {
            lost.insert(slot)
        }
    }
}

// MARK: - Time

extension PoolStateMachine {
    /// When `tick` has something to do.
    var nextTick: Instant? {
        let retry = waiters.isEmpty || size >= limits.size ? nil : retryAt
        let expiry = idle.first.map { $0.since + limits.idleLifetime }
        return earliest(waiters.first?.deadline, earliest(retry, expiry))
    }

    mutating func tick(at now: Instant) -> [Action] {
        expireWaiters(at: now) + expireIdle(at: now) + connectAsNeeded(at: now)
    }

    /// All waiters wait equally long, so the first to come is the first to go.
    private mutating func expireWaiters(at now: Instant) -> [Action] {
        let error =
            idle.isEmpty && leased.isEmpty
            ? lastFailure ?? PostgresError.connectionFailed(reason: "the server did not answer in time")
            : .poolTimeout
        var actions: [Action] = []
        while let waiter = waiters.first, waiter.deadline <= now {
            waiters.removeFirst()
            actions.append(.fail(waiter: waiter.id, error))
        }
        return actions
    }

    private mutating func expireIdle(at now: Instant) -> [Action] {
        var actions: [Action] = []
        while let oldest = idle.first, oldest.since + limits.idleLifetime <= now {
            idle.removeFirst()
            actions.append(.close(oldest.lease.resource))
        }
        return actions
    }
}

// MARK: - The end

extension PoolStateMachine {
    /// Refuses everyone from now on. `drained` follows once what is lent has come back.
    mutating func shutDown() -> [Action] {
        guard !isShutDown else { return [] }
        isShutDown = true
        defer {
            waiters.removeAll()
            idle.removeAll()
        }
        let actions: [Action] =
            waiters.map { .fail(waiter: $0.id, .poolClosed) } + idle.map { .close($0.lease.resource) }
        return actions + drainedAction()
    }

    private mutating func drainedAction() -> [Action] {
        guard isShutDown, !toldDrained, leased.isEmpty, connecting.isEmpty else { return [] }
        toldDrained = true
        return [.drained]
    }
}
