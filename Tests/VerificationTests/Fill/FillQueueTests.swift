import Domain
import Testing

@testable import Verification

@Suite("The queue of kids to be read")
struct FillQueueTests {
    private static func kid(_ number: Int) throws -> Kid {
        let digits = String(number)
        return try #require(Kid("aaaaaa" + String(repeating: "0", count: 10 - digits.count) + digits))
    }

    @Test("each kid is read once, for all who wait for it")
    func coalesces() throws {
        var queue = FillQueue<Int>()
        for waiter in 1...3 { queue.add(waiter, for: try Self.kid(1), of: nil) }
        let taken = queue.take(most: 10)
        #expect(taken.map(\.waiters) == [[1, 2, 3]])
        #expect(queue.isEmpty)
    }

    @Test("tenants take turns, so that a flood of one does not keep another waiting")
    func isFair() throws {
        var queue = FillQueue<Int>()
        let (flooded, other) = (TenantRoute("aaaaaa"), TenantRoute("bbbbbb"))
        for number in 0..<1000 { queue.add(0, for: try Self.kid(number), of: flooded) }
        for number in 1000..<3000 { queue.add(0, for: try Self.kid(number), of: nil) }
        queue.add(1, for: try Self.kid(5000), of: other)
        queue.add(1, for: try Self.kid(5001), of: other)
        #expect(queue.take(most: 6).count { $0.waiters == [1] } == 2)
        var left = 0
        while !queue.isEmpty { left += queue.take(most: 128).count }
        #expect(left == 2996)
    }
}
