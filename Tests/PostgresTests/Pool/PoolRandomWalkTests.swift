import Testing

@testable import Postgres

@Suite("The pool under anything that can happen")
struct PoolRandomWalkTests {
    @Test("never more connections than allowed, nobody forgotten, nothing lent twice", arguments: 1...40)
    func walk(seed: UInt64) throws {
        var walk = Walk(seed: seed)
        for _ in 0..<2_000 { walk.step() }
        walk.finish()
        #expect(walk.problems == [])
    }
}

/// Drives the machine at random, and keeps its own books.
private struct Walk: ~Copyable {
    private static let size = 4

    private var random: SplitMix
    private var machine: PoolStateMachine<Int>
    private var now = ContinuousClock.now
    private var lastWaiter = 0
    private var waiting: Set<Int> = []
    private var connecting: Set<Int> = []
    private var leased: Set<Int> = []
    private var alive: Set<Int> = []
    private(set) var problems: [String] = []

    init(seed: UInt64) {
        random = SplitMix(state: seed)
        machine = PoolStateMachine(
            .init(size: Self.size, idleLifetime: .milliseconds(500), backoff: .milliseconds(10)...(.milliseconds(200)))
        )
    }

    mutating func step() {
        now += .milliseconds(Int(random.next() % 20))
        switch random.next() % 10 {
        case 0...2: request()
        case 3: cancel()
        case 4...5: connect()
        case 6...7: release()
        case 8: die()
        default: carryOut(machine.tick(at: now))
        }
        check()
    }

    /// With a server that is well and everyone giving back, everyone is served.
    mutating func finish() {
        for _ in 0..<10_000 where !waiting.isEmpty || !leased.isEmpty || !connecting.isEmpty {
            now += .milliseconds(1)
            carryOut(machine.tick(at: now))
            if let slot = connecting.popFirst() {
                alive.insert(slot)
                carryOut(machine.connected(slot: slot, slot, at: now))
            }
            if let slot = leased.popFirst() { carryOut(machine.release(slot: slot, isReusable: true, at: now)) }
        }
        if !waiting.isEmpty { problems.append("forgotten: \(waiting)") }
        carryOut(machine.shutDown())
        if machine.size != 0 || !alive.isEmpty { problems.append("left open: \(alive)") }
    }

    private mutating func request() {
        lastWaiter += 1
        waiting.insert(lastWaiter)
        carryOut(machine.request(waiter: lastWaiter, deadline: now + .milliseconds(100), at: now))
    }

    private mutating func cancel() {
        guard let waiter = waiting.randomElement(using: &random) else { return }
        if !machine.cancel(waiter: waiter) { problems.append("\(waiter) was not in the queue") }
        waiting.remove(waiter)
    }

    private mutating func connect() {
        guard let slot = connecting.randomElement(using: &random) else { return }
        connecting.remove(slot)
        if random.next() % 3 == 0 {
            carryOut(machine.connectFailed(slot: slot, .connectionFailed(reason: "down"), jitter: 0.5, at: now))
        } else {
            alive.insert(slot)
            carryOut(machine.connected(slot: slot, slot, at: now))
        }
    }

    private mutating func release() {
        guard let slot = leased.randomElement(using: &random) else { return }
        leased.remove(slot)
        carryOut(machine.release(slot: slot, isReusable: random.next() % 4 != 0, at: now))
    }

    private mutating func die() {
        guard let slot = alive.randomElement(using: &random) else { return }
        machine.closed(slot: slot)
        if !leased.contains(slot) { alive.remove(slot) }
    }

    private mutating func carryOut(_ actions: [PoolStateMachine<Int>.Action]) {
        for action in actions {
            switch action {
            case .lease(let waiter, let lease):
                if waiting.remove(waiter) == nil { problems.append("\(waiter) did not wait") }
                if !leased.insert(lease.slot).inserted { problems.append("\(lease.slot) lent twice") }
                if !alive.contains(lease.slot) { problems.append("\(lease.slot) lent though dead") }
            case .fail(let waiter, _):
                if waiting.remove(waiter) == nil { problems.append("\(waiter) did not wait") }
            case .connect(let slot):
                connecting.insert(slot)
            case .close(let slot):
                alive.remove(slot)
            case .drained:
                break
            }
        }
    }

    private mutating func check() {
        if machine.size > Self.size { problems.append("\(machine.size) connections") }
        if machine.waitingCount != waiting.count { problems.append("\(waiting.count) wait") }
        if machine.leasedCount != leased.count { problems.append("\(leased.count) are lent") }
        if machine.idleCount > 0 && !waiting.isEmpty { problems.append("someone waits beside an idle connection") }
    }
}

/// The same numbers for the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
