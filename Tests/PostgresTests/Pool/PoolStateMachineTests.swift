import Testing

@testable import Postgres

@Suite("The state machine of the pool")
struct PoolStateMachineTests {
    typealias Machine = PoolStateMachine<String>

    private let start = ContinuousClock.now
    private let down = PostgresError.connectionFailed(reason: "down")

    private func machine(size: Int = 2) -> Machine {
        Machine(.init(size: size, idleLifetime: .seconds(60), backoff: .milliseconds(100)...(.seconds(1))))
    }

    private func request(_ machine: inout Machine, _ waiter: Int, at now: ContinuousClock.Instant? = nil) -> [String] {
        let now = now ?? start
        return words(machine.request(waiter: waiter, deadline: now + .seconds(5), at: now))
    }

    @Test("a connection is made when one is needed, and no more than the pool may have")
    func bound() {
        var machine = machine()
        #expect(request(&machine, 1) == ["connect 1"])
        #expect(request(&machine, 2) == ["connect 2"])
        #expect(request(&machine, 3) == [])
        #expect(machine.size == 2)
    }

    @Test("who waits longest is served first, by whichever connection comes first")
    func fairness() {
        var machine = machine()
        for waiter in 1...3 { _ = request(&machine, waiter) }
        #expect(words(machine.connected(slot: 2, "b", at: start)) == ["lease b to 1"])
        #expect(words(machine.connected(slot: 1, "a", at: start)) == ["lease a to 2"])
        #expect(words(machine.release(slot: 2, isReusable: true, at: start)) == ["lease b to 3"])
        #expect(words(machine.release(slot: 1, isReusable: true, at: start)) == [])
        #expect(machine.idleCount == 1)
    }

    @Test("a connection that must not be reused is replaced when someone waits")
    func replacement() {
        var machine = machine(size: 1)
        for waiter in 1...2 { _ = request(&machine, waiter) }
        _ = machine.connected(slot: 1, "a", at: start)
        #expect(words(machine.release(slot: 1, isReusable: false, at: start)) == ["close a", "connect 2"])
    }

    @Test("a connection that was lost while lent or while being made is not lent again")
    func lost() {
        var machine = machine(size: 1)
        _ = request(&machine, 1)
        machine.closed(slot: 1)
        #expect(words(machine.connected(slot: 1, "a", at: start)) == ["close a", "connect 2"])
        _ = machine.connected(slot: 2, "b", at: start)
        machine.closed(slot: 2)
        #expect(words(machine.release(slot: 2, isReusable: true, at: start)) == ["close b"])
        #expect(machine.size == 0)
    }

    @Test("an idle connection that dies is forgotten")
    func idleDeath() {
        var machine = machine()
        _ = request(&machine, 1)
        _ = machine.connected(slot: 1, "a", at: start)
        _ = machine.release(slot: 1, isReusable: true, at: start)
        machine.closed(slot: 1)
        #expect(request(&machine, 2) == ["connect 2"])
    }

    @Test("waiting ends at the deadline: the pool is dry, or the server is not there")
    func deadline() {
        var dry = machine(size: 1)
        _ = request(&dry, 1)
        _ = dry.connected(slot: 1, "a", at: start)
        _ = request(&dry, 2)
        #expect(dry.nextTick == start + .seconds(5))
        #expect(words(dry.tick(at: start + .seconds(5))) == ["fail 2: no database connection became free in time"])

        var silent = machine(size: 1)
        _ = request(&silent, 1)
        #expect(words(silent.tick(at: start + .seconds(5))).first?.contains("did not answer") == true)
    }

    @Test("whoever is cancelled leaves the queue at once")
    func cancellation() {
        var machine = machine(size: 1)
        for waiter in 1...3 { _ = request(&machine, waiter) }
        let first = machine.cancel(waiter: 1)
        let second = machine.cancel(waiter: 1)
        #expect(first && !second)
        #expect(words(machine.connected(slot: 1, "a", at: start)) == ["lease a to 2"])
        #expect(machine.waitingCount == 1)
    }

    @Test("while the server is down everyone is told at once, and each pause is longer")
    func backoff() {
        var machine = machine()
        _ = request(&machine, 1)
        _ = request(&machine, 2)
        #expect(words(machine.connectFailed(slot: 1, down, jitter: 0, at: start)) == [])
        #expect(words(machine.connectFailed(slot: 2, down, jitter: 0, at: start)).count == 2)
        #expect(request(&machine, 3, at: start + .milliseconds(199)).first?.hasPrefix("fail 3") == true)
        #expect(request(&machine, 4, at: start + .milliseconds(200)) == ["connect 3"])
        #expect(words(machine.connected(slot: 3, "c", at: start + .milliseconds(300))) == ["lease c to 4"])
    }

    @Test("chance takes up to a half off a pause, and no pause is longer than the longest")
    func jitter() {
        var pauses: [Duration] = []
        var backoff = Backoff(.milliseconds(100)...(.seconds(1)))
        for jitter in [0, 0.5, 1, 0, 0, 0] {
            backoff.failed(jitter: jitter)
            pauses.append(backoff.pause)
        }
        #expect(
            pauses == [
                .milliseconds(100), .milliseconds(150), .milliseconds(200), .milliseconds(800), .seconds(1),
                .seconds(1),
            ]
        )
        backoff.succeeded()
        #expect(backoff.pause == .zero)
    }

    @Test("with a connection that may come back, waiters wait although no other can be made")
    func partialFailure() {
        var machine = machine()
        _ = request(&machine, 1)
        _ = machine.connected(slot: 1, "a", at: start)
        _ = request(&machine, 2)
        #expect(words(machine.connectFailed(slot: 2, down, jitter: 0, at: start)) == [])
        #expect(machine.nextTick == start + .milliseconds(100))
        #expect(words(machine.tick(at: start + .milliseconds(100))) == ["connect 3"])
        #expect(words(machine.release(slot: 1, isReusable: true, at: start)) == ["lease a to 2"])
    }

    @Test("an idle connection is closed when its time is over")
    func idleLifetime() {
        var machine = machine()
        _ = request(&machine, 1)
        _ = machine.connected(slot: 1, "a", at: start)
        _ = machine.release(slot: 1, isReusable: true, at: start + .seconds(1))
        #expect(machine.nextTick == start + .seconds(61))
        #expect(words(machine.tick(at: start + .seconds(60))) == [])
        #expect(words(machine.tick(at: start + .seconds(61))) == ["close a"])
    }

    @Test("shutting down refuses who waits, and is over when everything lent has come back")
    func shutdown() {
        var machine = machine(size: 3)
        for waiter in 1...2 { _ = request(&machine, waiter) }
        _ = machine.connected(slot: 1, "a", at: start)
        _ = machine.connected(slot: 2, "b", at: start)
        _ = machine.release(slot: 2, isReusable: true, at: start)
        #expect(words(machine.shutDown()) == ["close b"])
        #expect(request(&machine, 9) == ["fail 9: the pool of database connections is closed"])
        #expect(words(machine.release(slot: 1, isReusable: true, at: start)) == ["close a", "drained"])
        #expect(words(machine.shutDown()) == [])
    }

    private func words(_ actions: [Machine.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .lease(let waiter, let lease): "lease \(lease.resource) to \(waiter)"
            case .fail(let waiter, let error): "fail \(waiter): \(error)"
            case .connect(let slot): "connect \(slot)"
            case .close(let resource): "close \(resource)"
            case .drained: "drained"
            }
        }
    }
}
