internal import Domain
internal import Store
internal import Synchronization

/// What a check is answered that memory could not answer.
struct KeyFinding: Sendable {
    /// Nil when nobody has its kid.
    let key: CachedKey?
    /// The database's time, at `askedAt` or later.
    let now: Instant
    let askedAt: MonotonicInstant
}

/// Reads keys for checks: those that wait at the same time in one go, each kid once, and only so many at a time.
///
/// A check is answered by a reading that was sent after it arrived, or by one that it could as well have found in memory: a
/// key that was read while the lease was trusted, and of which nothing has changed since.
final class KeyFills: Sendable {
    struct Limits: Sendable {
        /// Checks that wait. More are refused.
        var waiting = 8192
        /// Kids of one tenant, or of routes that lead nowhere, that wait to be read: whoever sends many leaves room for others.
        var ofOneTurn = 4096
        /// Kids that are read together.
        var together = 128
        /// Readings at the same time.
        var readings = 2
        /// How often a check is read for anew.
        var attempts = 8
    }

    private struct Waiter: Sendable {
        let attempt: Int
        let continuation: CheckedContinuation<Result<KeyFinding, Failure>, Never>
    }

    /// A kid that is being read, and who waits for it.
    private struct Fill: Sendable {
        let sentAt: MonotonicInstant
        let waiters: [Waiter]
        /// Those that came since.
        var late: [Waiter] = []
    }

    private struct State {
        var queue = FillQueue<Waiter>()
        /// What is being read, by the number of the reading.
        var readings: [Int: [Kid: Fill]] = [:]
        /// The last reading of each.
        var latest: [Kid: Int] = [:]
        var lastReading = 0
        /// After kids that nobody has.
        var restsUntil: ContinuousClock.Instant?
        /// All who wait, whether their kid is being read or not yet.
        var waiting = 0
    }

    private typealias Answered = (waiter: Waiter, answer: Result<KeyFinding, Failure>)

    private let memory: KeyMemory
    private let reader: KeyReader
    private let meter: UsageMeter
    private let limits: Limits
    private let state = Mutex(State())
    let figures = Figures()

    /// What has happened since the start.
    final class Figures: Sendable {
        let refused = Atomic(0)
        let readings = Atomic(0)
        let kids = Atomic(0)
        let unknown = Atomic(0)
    }

    init(memory: KeyMemory, reader: KeyReader, meter: UsageMeter, limits: Limits = Limits()) {
        self.memory = memory
        self.reader = reader
        self.meter = meter
        self.limits = limits
    }

    var waiting: Int { state.withLock { $0.waiting } }

    /// - Throws: `UNAVAILABLE` while the database is away, or too many wait.
    func find(_ kid: Kid) async throws(Failure) -> KeyFinding {
        try await withCheckedContinuation { continuation in
            let isRoom = state.withLock { state in
                guard state.waiting < limits.waiting, state.queue.count(of: turn(of: kid)) < limits.ofOneTurn else {
                    return false
                }
                state.waiting += 1
                enter(Waiter(attempt: 1, continuation: continuation), kid, &state)
                return true
            }
            guard isRoom else {
                figures.refused.add(1, ordering: .relaxed)
                continuation.resume(returning: .failure(.tooManyChecks))
                return
            }
            proceed()
        }.get()
    }

    private func enter(_ waiter: Waiter, _ kid: Kid, _ state: inout State) {
        if let reading = state.latest[kid], let fill = state.readings[reading]?[kid],
            memory.lease.wasTrusted(from: fill.sentAt, to: memory.clock.now())
        {
            state.readings[reading]?[kid]?.late.append(waiter)
        } else {
            state.queue.add(waiter, for: kid, of: turn(of: kid))
        }
    }

    /// The kid's route, once it is known to lead somewhere.
    private func turn(of kid: Kid) -> TenantRoute? {
        kid.route.flatMap { reader.directory.place(of: $0) == nil ? nil : $0 }
    }

    private func proceed() {
        while let (number, kids) = begin() {
            Task { await read(kids, number) }
        }
    }

    private func begin() -> (number: Int, kids: [Kid])? {
        state.withLock { state in
            let isResting = state.restsUntil.map { .now < $0 } == true
            guard !isResting, state.readings.count < limits.readings, !state.queue.isEmpty else { return nil }
            state.lastReading += 1
            // After everybody in the queue has arrived.
            let now = memory.clock.now()
            let taken = state.queue.take(most: limits.together)
            for (kid, waiters) in taken {
                state.readings[state.lastReading, default: [:]][kid] = Fill(sentAt: now, waiters: waiters)
                state.latest[kid] = state.lastReading
            }
            return (state.lastReading, taken.map(\.kid))
        }
    }

    private func read(_ kids: [Kid], _ number: Int) async {
        figures.readings.add(1, ordering: .relaxed)
        figures.kids.add(kids.count, ordering: .relaxed)
        let reading: Result<KeyReading, Failure>
        do {
            reading = .success(try await reader.read(kids))
        } catch {
            reading = .failure(error as? Failure ?? .internal(cause: error))
        }
        let unknown = (try? reading.get()).map { kids.count - $0.found.count } ?? 0
        figures.unknown.add(unknown, ordering: .relaxed)
        // Before anybody is answered, and asks the next.
        let end = unknown > 0 ? rest(after: unknown) : nil
        conclude(number, reading)
        if let end { try? await Task.sleep(until: end, clock: .continuous) }
        proceed()
    }

    /// Kids that nobody has cost those who ask for them some time, so that a flood of them leaves the machine to the others.
    private func rest(after unknown: Int) -> ContinuousClock.Instant {
        state.withLock { state in
            let now = ContinuousClock.now
            let end = min(max(state.restsUntil ?? now, now) + .milliseconds(1) * unknown, now + .milliseconds(50))
            state.restsUntil = end
            return end
        }
    }

    private func conclude(_ number: Int, _ reading: Result<KeyReading, Failure>) {
        let answers = state.withLock { state in
            var answers: [Answered] = []
            for (kid, fill) in state.readings.removeValue(forKey: number) ?? [:] {
                if state.latest[kid] == number { state.latest[kid] = nil }
                switch reading {
                case .failure(let failure):
                    answers += (fill.waiters + fill.late).map { ($0, .failure(failure)) }
                case .success(let reading):
                    answers += conclude(kid, fill, reading, &state)
                }
            }
            state.waiting -= answers.count
            return answers
        }
        for (waiter, answer) in answers { waiter.continuation.resume(returning: answer) }
    }

    private func conclude(_ kid: Kid, _ fill: Fill, _ reading: KeyReading, _ state: inout State) -> [Answered] {
        let isTrusted = memory.lease.wasTrusted(from: fill.sentAt, to: memory.clock.now())
        guard let found = reading.found[kid] else {
            // A key may have been made since it was asked for.
            return fill.waiters.map { ($0, .success(reading.finding(nil))) } + again(fill.late, kid, &state)
        }
        let usage = meter.tally(of: found.key.id, in: found.key.tenant)
        let admitted = memory.cache.admit(found, readAt: reading.sentAt, isKept: isTrusted, usage: usage)
        guard let key = admitted else {
            return again(fill.waiters + fill.late, kid, &state)
        }
        let finding = Result<KeyFinding, Failure>.success(reading.finding(key))
        if isTrusted, key.isCurrent { return (fill.waiters + fill.late).map { ($0, finding) } }
        return fill.waiters.map { ($0, finding) } + again(fill.late, kid, &state)
    }

    /// Has them read for once more; answers those who have waited too often.
    private func again(_ waiters: [Waiter], _ kid: Kid, _ state: inout State) -> [Answered] {
        var refused: [Answered] = []
        for waiter in waiters {
            guard waiter.attempt < limits.attempts else {
                refused.append((waiter, .failure(.tooManyChecks)))
                continue
            }
            enter(Waiter(attempt: waiter.attempt + 1, continuation: waiter.continuation), kid, &state)
        }
        return refused
    }
}

extension KeyReading {
    fileprivate func finding(_ key: CachedKey?) -> KeyFinding {
        KeyFinding(key: key, now: now, askedAt: sentAt)
    }
}

extension Failure {
    /// More checks need the database than it can answer in time.
    fileprivate static var tooManyChecks: Failure {
        Failure(.unavailable, "Too many keys are being looked up at this moment.", retryAfter: .seconds(1))
    }
}
