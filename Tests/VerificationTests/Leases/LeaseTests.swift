import Domain
import Testing

@testable import Verification

@Suite("A lease")
struct LeaseTests {
    private static func moment(_ milliseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: milliseconds * 1_000_000)
    }

    @Test("trusts nothing before it is first renewed")
    func beginsWithoutTrust() {
        #expect(!Lease().isTrusted(at: Self.moment(0)))
        #expect(!Lease().wasTrusted(from: Self.moment(0), to: Self.moment(0)))
    }

    @Test(
        "is trusted from when the log was read until so long after the renewal was sent, however long the answer took"
    )
    func countsFromSending() {
        let lease = Lease()
        lease.renew(sentAt: Self.moment(100), readAt: Self.moment(900), trust: .seconds(1))
        #expect(lease.isTrusted(at: Self.moment(1099)))
        #expect(!lease.isTrusted(at: Self.moment(1100)))
        lease.renew(sentAt: Self.moment(1200), readAt: Self.moment(2300), trust: .seconds(1))
        #expect(!lease.isTrusted(at: Self.moment(2300)))
    }

    @Test("is unbroken since the renewal after which it was always renewed in time")
    func knowsBreaks() {
        let lease = Lease()
        lease.renew(sentAt: Self.moment(0), readAt: Self.moment(10), trust: .seconds(1))
        lease.renew(sentAt: Self.moment(500), readAt: Self.moment(510), trust: .seconds(1))
        #expect(lease.wasTrusted(from: Self.moment(10), to: Self.moment(1400)))
        #expect(!lease.wasTrusted(from: Self.moment(9), to: Self.moment(1400)))
        #expect(lease.lapses == 0)
        lease.renew(sentAt: Self.moment(1600), readAt: Self.moment(1610), trust: .seconds(1))
        #expect(!lease.wasTrusted(from: Self.moment(600), to: Self.moment(1700)))
        #expect(lease.wasTrusted(from: Self.moment(1610), to: Self.moment(1700)))
        #expect(lease.lapses == 1)
    }

    @Test("is worth nothing once it is forfeited")
    func forfeits() {
        let lease = Lease()
        lease.renew(sentAt: Self.moment(0), readAt: Self.moment(1), trust: .seconds(1))
        lease.forfeit()
        #expect(!lease.isTrusted(at: Self.moment(2)))
        lease.renew(sentAt: Self.moment(3), readAt: Self.moment(4), trust: .seconds(1))
        #expect(lease.isTrusted(at: Self.moment(5)))
        #expect(!lease.wasTrusted(from: Self.moment(2), to: Self.moment(5)))
    }

    @Test("takes for the time what the database told and all that has passed since it was asked")
    func timeIsAnUpperBound() {
        let lease = Lease()
        lease.note(testNow, askedAt: Self.moment(1000))
        let passed = lease.time(at: Self.moment(1250)).microseconds - testNow.microseconds
        #expect((250_000...250_001).contains(passed))
    }
}
