import Domain
import Glibc
import Store
import Synchronization
import Testing

@testable import Verification

@Suite("A key's tally", .timeLimit(.minutes(5)))
struct UsageTallyTests {
    private let tenant = ID<Tenant>.make(at: testNow, using: .seeded(1))
    private let key = ID<APIKey>.make(at: testNow, using: .seeded(2))
    private let hour = UsageInterval.hour.start(of: testNow)

    /// Of one key: hour since `hour`, outcome and count, sorted.
    private func rows(_ batches: [UsageBatch], of key: ID<APIKey>) -> [String] {
        batches.flatMap(\.rows).filter { $0.key == key }
            .map { "\(Int(($0.hour - hour) / .seconds(3600))) \($0.outcome.name) \($0.count)" }.sorted()
    }

    @Test("counts each verdict, for the key and for the tenant, and tells the last use")
    func counts() {
        let meter = UsageMeter()
        let tally = meter.tally(of: key, in: tenant)
        for (number, verdict) in Verdict.allCases.enumerated() {
            for _ in 0...number { tally.count(verdict, at: testNow + .milliseconds(number)) }
        }
        let batches = meter.take()
        let expected = Verdict.allCases.enumerated().map { "0 \($1.rawValue) \($0 + 1)" }.sorted()
        #expect(rows(batches, of: key) == expected)
        #expect(rows(batches, of: .wholeTenant) == expected)
        #expect(batches.flatMap(\.rows).compactMap(\.lastUse).max() == testNow + .milliseconds(11))
        #expect(meter.take().isEmpty)
        tally.count(.valid, at: testNow)
        #expect(rows(meter.take(), of: key) == ["0 VALID 13"])
        #expect(meter.owners.tenant(of: key) == tenant)
    }

    @Test("gives each count to its own hour, also when the time steps back and forth across one")
    func hours() {
        let meter = UsageMeter()
        let tally = meter.tally(of: key, in: tenant)
        for step in [0, 1, 0, 0, 1, -2, 5, 1] {
            tally.count(.valid, at: testNow + .seconds(step * 3600))
        }
        // Of one hour there may be several, written under ids of their own: they add up.
        let counts = rows(meter.take(), of: key).map { $0.split(separator: " ") }
        let told = Dictionary(counts.map { ($0[0], Int($0[2]) ?? 0) }, uniquingKeysWith: +)
        #expect(told == ["-2": 1, "0": 3, "1": 3, "5": 1])
        tally.count(.valid, at: Instant(microseconds: -1))
        let before = meter.take().flatMap(\.rows).filter { $0.key == key }
        #expect(before.map(\.hour) == [Instant(microseconds: -3_600_000_000)])
    }

    @Test("loses nothing when the key is forgotten before it was taken, and two of one key are added up")
    func outlivesItsKey() {
        let meter = UsageMeter()
        weak var forgotten: UsageTally?
        for _ in 1...3 {
            let tally = meter.tally(of: key, in: tenant)
            tally.count(.valid, at: testNow)
            tally.count(.disabled, at: testNow)
            forgotten = tally
        }
        #expect(forgotten != nil)
        #expect(rows(meter.take(), of: key) == ["0 DISABLED 3", "0 VALID 3"])
        #expect(forgotten == nil)
    }

    @Test("does not outlive its meter")
    func endsWithItsMeter() {
        weak var left: UsageTally?
        do {
            let meter = UsageMeter()
            let tally = meter.tally(of: key, in: tenant)
            tally.count(.valid, at: testNow)
            left = tally
        }
        #expect(left == nil)
    }

    @Test("takes less than 300 bytes of memory")
    func isSmall() throws {
        let meter = UsageMeter()
        let tally = meter.tally(of: key, in: tenant)
        // Not in the module.
        let symbol = try #require(dlsym(nil, "malloc_usable_size"))
        typealias Measure = @convention(c) (UnsafeMutableRawPointer?) -> Int
        let measure = unsafeBitCast(symbol, to: Measure.self)
        let bytes = measure(Unmanaged.passUnretained(tally).toOpaque())
        print("a tally takes \(bytes) bytes")
        #expect(bytes <= 300)
    }

    @Test("one that is full goes on counting")
    func overflows() throws {
        let full = HourCount(7 << 36 | (1 << 36 - 1))
        #expect(full.count == 68_719_476_735)
        let (next, displaced) = full.incremented(of: 7)
        #expect(next.count == 1 && displaced?.count == full.count && displaced?.hour == next.hour)
    }

    @Test(
        "is exact by hour and verdict, whatever many threads count across hours while it is drained",
        arguments: [1, 2, 3, 4] as [UInt64]
    )
    func stress(_ seed: UInt64) async {
        let meter = UsageMeter()
        let keys = (1...3).map { ID<APIKey>.make(at: testNow, using: .seeded($0 + 100)) }
        let verdicts: [Verdict] = [.valid, .rateLimited, .disabled]
        let (tenant, hour) = (tenant, hour)
        let drained = Drained(meter: meter)
        let expected = await withTaskGroup(of: [UsageSlot: Int].self) { group in
            for worker in 0..<4 {
                group.addTask {
                    var numbers = Numbers(state: seed &* 31 &+ UInt64(worker))
                    var counted: [UsageSlot: Int] = [:]
                    var tallies = keys.map { meter.tally(of: $0, in: tenant) }
                    for round in 0..<60_000 {
                        let number = numbers.next()
                        let index = Int(number % 3)
                        // Slowly through six hours, now and then an hour back or two ahead.
                        let step = number >> 8 % 50
                        let jitter = step == 0 ? -1 : step == 1 ? 2 : 0
                        let start = hour + .seconds((round / 10_000 + jitter) * 3600)
                        let now = start + .milliseconds(Int(number >> 16 % 3_600_000))
                        let verdict = verdicts[Int(number >> 40 % 3)]
                        tallies[index].count(verdict, at: now)
                        let slot = UsageSlot(
                            key: keys[index],
                            hour: UsageInterval.hour.start(of: now),
                            outcome: .checked(verdict)
                        )
                        counted[slot, default: 0] += 1
                        // Forgotten, and in memory again.
                        if number >> 50 % 500 == 0 { tallies[index] = meter.tally(of: keys[index], in: tenant) }
                    }
                    return counted
                }
            }
            group.addTask {
                while !drained.isOver.load(ordering: .relaxed) {
                    drained.take()
                    await Task.yield()
                }
                return [:]
            }
            var expected: [UsageSlot: Int] = [:]
            for _ in 0..<4 {
                let counted = await group.first { !$0.isEmpty } ?? [:]
                expected.merge(counted, uniquingKeysWith: +)
            }
            drained.isOver.store(true, ordering: .relaxed)
            await group.waitForAll()
            return expected
        }
        drained.take()
        #expect(drained.sums == expected)
        #expect(expected.values.reduce(0, +) == 240_000)
        #expect(meter.takeLost() == 0)
    }

    /// What a database would hold: of each process the last total.
    private final class Drained: Sendable {
        private struct Row: Hashable {
            let process: ID<UsageProcess>
            let slot: UsageSlot
        }

        let isOver = Atomic(false)
        private let meter: UsageMeter
        private let totals = Mutex<[Row: Int]>([:])

        init(meter: UsageMeter) {
            self.meter = meter
        }

        func take() {
            for batch in meter.take() {
                totals.withLock { totals in
                    for row in batch.rows {
                        let slot = UsageSlot(key: row.key, hour: row.hour, outcome: row.outcome)
                        totals[Row(process: batch.process, slot: slot)] = row.count
                    }
                }
            }
        }

        /// Of keys, over all processes.
        var sums: [UsageSlot: Int] {
            totals.withLock { totals in
                totals.filter { $0.key.slot.key != .wholeTenant }
                    .reduce(into: [:]) { $0[$1.key.slot, default: 0] += $1.value }
            }
        }
    }

    /// SplitMix64.
    private struct Numbers {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
}
