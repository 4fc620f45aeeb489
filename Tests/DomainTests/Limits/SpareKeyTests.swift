import Testing

@testable import Domain

@Suite("A key that could be let go")
struct SpareKeyTests {
    private let day: Duration = .seconds(86_400)

    @Test("was never used an hour after it was made, was not used for 90 days, or ends within seven days")
    func reasons() {
        let cases: [(OpenKey, [SpareKey.Reason])] = [
            (key(1, made: noon), []),
            (key(1, made: noon - .seconds(3600) + .microseconds(1)), []),
            (key(1, made: noon - .seconds(3600)), [.neverUsed]),
            (key(1, made: noon - day * 90), [.neverUsed, .unused90Days]),
            (key(1, made: noon - day * 100, used: noon - day * 90 + .microseconds(1)), []),
            (key(1, made: noon - day * 100, used: noon - day * 90), [.unused90Days]),
            (key(1, made: noon, used: noon, ends: noon + day * 7), [.expiringSoon]),
            (key(1, made: noon, used: noon, ends: noon + day * 7 + .microseconds(1)), []),
            (key(1, made: noon - day * 90, ends: noon + day), [.expiringSoon, .neverUsed, .unused90Days]),
        ]
        for (key, reasons) in cases {
            #expect(SpareKey.best(9, of: [key], at: noon).first?.reasons ?? [] == reasons, "\(key)")
        }
    }

    @Test("comes the earlier the less it would be missed")
    func order() {
        let keys = [
            key(1, made: noon - day * 200, used: noon - day * 91),
            key(2, made: noon - day * 200, used: noon - day * 92),
            key(3, made: noon - day * 2),
            key(4, made: noon - day * 3),
            key(5, made: noon - day * 2, ends: noon + day * 2),
            key(6, made: noon - day * 2, used: noon, ends: noon + day),
            key(7, made: noon - day * 300, used: noon),
        ]
        let numbers = { (count: Int) in SpareKey.best(count, of: keys, at: noon).map { Int($0.key.id.bits) } }
        #expect(numbers(9) == [6, 5, 4, 3, 2, 1])
        #expect(numbers(2) == [6, 5])
        #expect(numbers(0) == [])
    }

    private func key(_ number: UInt128, made: Instant, used: Instant? = nil, ends: Instant? = nil) -> OpenKey {
        OpenKey(
            id: ID(bits: number),
            name: "Till",
            shown: "sk_live_…",
            createdAt: made,
            expiresAt: ends,
            disabledAt: nil,
            lastUsedAt: used
        )
    }
}
