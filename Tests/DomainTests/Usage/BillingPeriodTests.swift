import Testing

@testable import Domain

@Suite("A billing period")
struct BillingPeriodTests {
    @Test(
        "starts at midnight UTC of the billing day, and ends at that of the next month",
        arguments: [
            (1, "2026-11-21T12:00:00Z", "2026-11-01", "2026-12-01"),
            (1, "2026-11-01T00:00:00Z", "2026-11-01", "2026-12-01"),
            (1, "2026-10-31T23:59:59.999Z", "2026-10-01", "2026-11-01"),
            (1, "2026-12-31T23:59:59Z", "2026-12-01", "2027-01-01"),
            (15, "2026-11-14T23:59:59.999Z", "2026-10-15", "2026-11-15"),
            (15, "2026-11-15T00:00:00Z", "2026-11-15", "2026-12-15"),
            (15, "2027-01-03T00:00:00Z", "2026-12-15", "2027-01-15"),
            (28, "2027-02-27T23:59:59.999Z", "2027-01-28", "2027-02-28"),
            (28, "2027-02-28T00:00:00Z", "2027-02-28", "2027-03-28"),
            (28, "2028-02-29T12:00:00Z", "2028-02-28", "2028-03-28"),
            (28, "2028-03-27T23:59:59Z", "2028-02-28", "2028-03-28"),
            (28, "2027-03-01T00:00:00Z", "2027-02-28", "2027-03-28"),
            (1, "2028-02-29T12:00:00Z", "2028-02-01", "2028-03-01"),
        ]
    )
    func bounds(_ day: Int, _ now: String, _ start: String, _ end: String) {
        let period = BillingPeriod(containing: instant(now), billingDay: day)
        #expect(period.start == date(start))
        #expect(period.end == date(end))
    }

    @Test("holds its moment, is as long as a month, and the next one begins where it ends, whatever the day")
    func isContinuous() {
        for day in 1...28 {
            var now = instant("2027-01-01T00:00:00Z")
            while now < instant("2029-03-02T00:00:00Z") {
                let period = BillingPeriod(containing: now, billingDay: day)
                let (start, end) = (period.start.startOfDay, period.end.startOfDay)
                #expect(start <= now && now < end)
                #expect(period.start.day == day && period.end.day == day)
                #expect((28...31).contains(Int((end - start) / .seconds(86_400))))
                #expect(BillingPeriod(containing: end, billingDay: day).start == period.end)
                now = now + .seconds(86_400)
            }
        }
    }
}

@Suite("What a key's counts are told over")
struct UsageWindowTests {
    @Test("is this hour and the 23 before it")
    func lastHours() {
        for now in ["2026-11-21T12:00:00Z", "2026-11-21T12:59:59.999Z"] {
            let window = UsageWindow(at: instant(now), billingDay: 1)
            #expect(window.lastHours == instant("2026-11-20T13:00:00Z")..<instant("2026-11-21T13:00:00Z"))
        }
    }
}
