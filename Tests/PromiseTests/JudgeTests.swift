import PromiseSupport
import Testing

@Suite("A check is judged")
struct JudgeTests {
    private let revoked = Condition("revoke")

    @Test("as a violation when it began after a receipt and was accepted")
    func violation() {
        revoked.close(at: moment(10))
        #expect(violations(of: check(from: 11, to: 12, .valid)) == 1)
        #expect(violations(of: check(from: 5000, to: 5001, .valid)) == 1)
    }

    @Test("as no violation when it began before the receipt, however late its answer came")
    func before() {
        revoked.close(at: moment(10))
        #expect(violations(of: check(from: 9, to: 4000, .valid)) == 0)
        #expect(violations(of: check(from: 10, to: 4000, .valid)) == 0)
    }

    @Test(
        "as no violation when it was refused, or not answered at all",
        arguments: [Check.Outcome.refused, .unavailable, .lost]
    )
    func refused(outcome: Check.Outcome) {
        revoked.close(at: moment(10))
        #expect(violations(of: check(from: 11, to: 12, outcome)) == 0)
    }

    @Test("as no violation when what it depends on was being taken back before its answer came")
    func takenBack() {
        revoked.close(at: moment(10))
        revoked.open(at: moment(20))
        #expect(violations(of: check(from: 11, to: 21, .valid)) == 0)
        #expect(violations(of: check(from: 30, to: 31, .valid)) == 0)
        #expect(violations(of: check(from: 11, to: 20, .valid)) == 1)
    }

    @Test("by every receipt, also one that came after something was taken back")
    func again() {
        revoked.close(at: moment(10))
        revoked.open(at: moment(20))
        revoked.close(at: moment(40))
        #expect(violations(of: check(from: 30, to: 31, .valid)) == 0)
        #expect(violations(of: check(from: 39, to: 50, .valid)) == 0)
        #expect(violations(of: check(from: 41, to: 42, .valid)) == 1)
    }

    @Test("by the first receipt when a change is made twice")
    func twice() {
        revoked.close(at: moment(10))
        revoked.close(at: moment(100))
        #expect(violations(of: check(from: 50, to: 51, .valid)) == 1)
    }

    @Test("as one that shows the promise kept only where it had to be refused")
    func kept() {
        var judge = Judge(thaws: [[moment(100)]], isolations: [[moment(40)...moment(60)]])
        judge.judge(check(from: 1, to: 2, .refused))
        revoked.close(at: moment(10))
        judge.judge(check(from: 50, to: 120, .refused))
        judge.judge(check(from: 50, to: 250, .refused))
        #expect(judge.traffic[0].refused == 1 && judge.traffic[0].kept == 2)
        #expect(judge.whileIsolated == 2)
        #expect(judge.afterThaw.answered == 1 && judge.afterThaw.forbidden == 1)
    }

    private func moment(_ milliseconds: Int) -> Moment {
        Moment(nanoseconds: 0) + milliseconds
    }

    private func check(from started: Int, to answered: Int, _ outcome: Check.Outcome) -> Check {
        Check(
            probe: Probe("key", secret: "secret", address: "10.0.0.1", conditions: [Condition("disable"), revoked]),
            instance: 0,
            started: moment(started),
            answered: moment(answered),
            outcome: outcome
        )
    }

    private func violations(of check: Check) -> Int {
        var judge = Judge(thaws: [[]], isolations: [[]])
        judge.judge(check)
        return judge.violations.count
    }
}
