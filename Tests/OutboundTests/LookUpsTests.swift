import Dispatch
import Domain
import Synchronization
import TestSupport
import Testing

@testable import Outbound

@Suite("Looking names up", .timeLimit(.minutes(1)))
struct LookUpsTests {
    @Test("a name that is slow takes one thread, however many want it, and keeps nobody waiting for another")
    func slowName() async throws {
        let names = Names(slow: ["slow.example"])
        let lookUps = LookUps(threads: 2, names.lookUp)
        try await withThrowingTaskGroup(of: [IPAddress].self) { group in
            for _ in 0..<50 { group.addTask { try await lookUps.addresses(of: "slow.example", for: nil) } }
            try await eventually("it is asked for") { names.asked == ["slow.example"] }
            #expect(try await lookUps.addresses(of: "quick.example", for: nil) == Names.address)
            names.answer()
            for try await addresses in group { #expect(addresses == Names.address) }
        }
        #expect(names.asked.count { $0 == "slow.example" } <= 50)
        #expect(try await lookUps.addresses(of: "slow.example", for: nil) == Names.address)
    }

    @Test("a caller's slow names take a quarter of the threads, and the others are there for others")
    func slowCaller() async throws {
        let slow = (0..<9).map { "slow\($0).example" }
        let names = Names(slow: Set(slow))
        let lookUps = LookUps(threads: 8, names.lookUp)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in slow { group.addTask { _ = try await lookUps.addresses(of: name, for: "one") } }
            try await eventually("two are asked for") { names.asked.count == 2 }
            for number in 0..<9 {
                #expect(try await lookUps.addresses(of: "quick\(number).example", for: "other") == Names.address)
            }
            #expect(names.asked.count { $0.hasPrefix("slow") } == 2)
            for _ in slow { names.answer() }
            try await group.waitForAll()
        }
        #expect(names.asked.filter { $0.hasPrefix("slow") }.sorted() == slow)
    }

    @Test("what nobody waits for any more is not begun, and whoever waited in our queue is told that we were busy")
    func left() async throws {
        let names = Names(slow: ["slow.example"])
        let lookUps = LookUps(threads: 1, names.lookUp)
        let first = Task { try await lookUps.addresses(of: "slow.example", for: nil) }
        try await eventually("the thread is taken") { names.asked == ["slow.example"] }
        await #expect(throws: OutboundFailure.busy) {
            try await inTime(.milliseconds(30)) { try await lookUps.addresses(of: "left.example", for: nil) }
        }
        await #expect(throws: OutboundFailure.late) {
            try await inTime(.milliseconds(30)) { try await lookUps.addresses(of: "slow.example", for: nil) }
        }
        names.answer()
        #expect(try await first.value == Names.address)
        #expect(try await lookUps.addresses(of: "next.example", for: nil) == Names.address)
        #expect(names.asked == ["slow.example", "next.example"])
    }

    @Test("so many may wait, and whoever comes then is told so at once, which is no fault of the receiver's")
    func bound() async throws {
        let names = Names(slow: ["slow.example"])
        let lookUps = LookUps(threads: 1, mostWaiting: 1, names.lookUp)
        let first = Task { try await lookUps.addresses(of: "slow.example", for: nil) }
        try await eventually("the thread is taken") { names.asked == ["slow.example"] }
        let outbound = Outbound(resolver: Resolver { try await lookUps.addresses(of: $0, for: nil) })
        for name in ["slow.example", "other.example"] {
            let url = try OutboundURL("https://\(name)/")
            #expect(await outbound.post([], headers: [], to: url).failure == .busy)
            await #expect(throws: OutboundFailure.busy) { try await outbound.get(url) }
        }
        names.answer()
        #expect(try await first.value == Names.address)
        #expect(try await lookUps.addresses(of: "other.example", for: nil) == Names.address)
    }
}

/// Name servers, some of which wait until they are told to answer.
private final class Names: Sendable {
    static let address = [IPAddress(v4: 0x0808_0808)]

    private let slow: Set<String>
    private let answers = DispatchSemaphore(value: 0)
    private let all = Mutex<[String]>([])

    init(slow: Set<String>) {
        self.slow = slow
    }

    var asked: [String] { all.withLock(\.self) }

    /// One that waits, or will.
    func answer() { answers.signal() }

    var lookUp: @Sendable (String) -> [IPAddress] {
        { name in
            // Slow the first time.
            let isFirst = self.all.withLock { all in
                all.append(name)
                return all.count { $0 == name } == 1
            }
            if isFirst, self.slow.contains(name) { self.answers.wait() }
            return Self.address
        }
    }
}
