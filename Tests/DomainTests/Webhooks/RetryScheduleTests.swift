import Domain
import Testing

@Suite("The schedule of webhooks that are not taken")
struct RetryScheduleTests {
    private let least = Entropy { Array(repeating: 0, count: $0) }
    private let most = Entropy { Array(repeating: 255, count: $0) }

    @Test("has ten attempts over three days, each wait give or take a fifth")
    func bounds() {
        #expect(RetrySchedule.attempts == 10)
        #expect(RetrySchedule.waits.reduce(.zero, +) > .seconds(3 * 86_400))
        for (index, wait) in RetrySchedule.waits.enumerated() {
            let shortest = RetrySchedule.wait(after: index + 1, using: least) ?? .zero
            let longest = RetrySchedule.wait(after: index + 1, using: most) ?? .zero
            #expect(abs(shortest / wait - 0.8) < 0.001 && abs(longest / wait - 1.2) < 0.001)
        }
        #expect(RetrySchedule.wait(after: 10, using: most) == nil)
        // A worker that crashed during the last leaves one more.
        #expect(RetrySchedule.wait(after: 11, using: most) == nil)
    }

    @Test("gives a receiver the time it asks for, up to a day, and never sends earlier for it")
    func retryAfter() {
        #expect(RetrySchedule.wait(after: 1, retryAfter: .seconds(60), using: most) == .seconds(60))
        #expect(RetrySchedule.wait(after: 1, retryAfter: .seconds(1_000_000), using: most) == .seconds(86_400))
        #expect(RetrySchedule.wait(after: 2, retryAfter: .seconds(1), using: least) == .seconds(240))
        #expect(RetrySchedule.wait(after: 10, retryAfter: .seconds(1), using: least) == nil)
    }

    @Test("gives an endpoint up that has failed ten times and for three days, not after less of either")
    func hopeless() {
        let since = Instant(microseconds: 0)
        let run = { FailureRun(failures: $0, since: since).isHopeless(at: since + $1) }
        #expect(run(10, .seconds(3 * 86_400)))
        #expect(!run(9, .seconds(30 * 86_400)))
        #expect(!run(10_000, .seconds(3 * 86_400 - 1)))
    }
}
