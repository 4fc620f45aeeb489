import PromiseSupport
import Testing

@Suite("The promise", .serialized, .timeLimit(.minutes(8)))
struct PromiseTests {
    @Test("after its receipt nothing is accepted by any instance, whatever is broken meanwhile")
    func isKept() async throws {
        let seed = UInt64.random(in: 1...999_999)
        let report = try await PromiseRun(Plan(seed: seed, tightenings: 200), try .built())()
        print(report)
        #expect(report.violations.isEmpty, "\(report)")
        #expect(report.missing.isEmpty, "\(report)")
    }
}
