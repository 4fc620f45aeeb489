import Testing

@testable import Domain

@Suite("A range of usage")
struct UsageRangeTests {
    private func range(
        _ interval: UsageInterval,
        _ from: String?,
        _ to: String?,
        now: String = "2026-11-21T12:34:56Z"
    ) throws -> UsageRange {
        try UsageRange(interval, from: from.map(instant), to: to.map(instant), now: instant(now))
    }

    private func refusal(_ interval: UsageInterval, _ from: String?, _ to: String?) -> [String] {
        do {
            _ = try range(interval, from, to)
            return []
        } catch {
            return (error as? Failure)?.errors.map { "\($0.pointer) \($0.code)" } ?? ["\(error)"]
        }
    }

    @Test("is the last 24 hours unless asked otherwise, this one included")
    func usualHours() throws {
        let usual = try range(.hour, nil, nil)
        #expect(usual.from == instant("2026-11-20T13:00:00Z"))
        #expect(usual.to == instant("2026-11-21T13:00:00Z"))
        #expect(usual.starts.count == 24)
        let sharp = try range(.hour, nil, nil, now: "2026-11-21T12:00:00Z")
        #expect(sharp == usual)
    }

    @Test("is the last 30 days unless asked otherwise, today included")
    func usualDays() throws {
        let usual = try range(.day, nil, nil)
        #expect(usual.from == instant("2026-10-23T00:00:00Z"))
        #expect(usual.to == instant("2026-11-22T00:00:00Z"))
        #expect(usual.starts.count == 30)
    }

    @Test("is rounded out to whole intervals, and half-open")
    func rounds() throws {
        let hours = try range(.hour, "2026-11-01T10:15:00Z", "2026-11-01T12:00:00Z")
        #expect(hours.from == instant("2026-11-01T10:00:00Z"))
        #expect(hours.to == instant("2026-11-01T12:00:00Z"))
        let days = try range(.day, "2028-02-28T23:59:59Z", "2028-03-01T00:00:00.001Z")
        #expect(
            days.starts == ["28T", "29T"].map { instant("2028-02-\($0)00:00:00Z") } + [instant("2028-03-01T00:00:00Z")]
        )
        let before = try range(.day, "1969-12-31T12:00:00Z", "1970-01-01T00:00:00Z")
        #expect(before.starts == [instant("1969-12-31T00:00:00Z")])
    }

    @Test("ends now, or begins as long before its end as usual, when only one end is given")
    func oneEnd() throws {
        let since = try range(.hour, "2026-11-21T10:30:00Z", nil)
        #expect(since.starts.count == 3)
        let until = try range(.day, nil, "2026-03-31T00:00:00Z")
        #expect(until.from == instant("2026-03-01T00:00:00Z"))
    }

    @Test("must not be of hours that are forgotten; of days there is no end")
    func refusesForgottenHours() {
        #expect(refusal(.hour, "2026-08-21T00:00:00Z", "2026-08-22T00:00:00Z") == [])
        #expect(refusal(.hour, "2026-08-20T00:00:00Z", "2026-08-21T00:00:00Z") == ["/query/from TOO_LONG_AGO"])
        #expect(refusal(.hour, nil, "2026-08-20T13:00:00Z") == ["/query/to TOO_LONG_AGO"])
        #expect(refusal(.day, "2020-08-20T00:00:00Z", "2020-08-21T00:00:00Z") == [])
    }

    @Test("must not be empty, too long, or past what can be written")
    func refuses() {
        #expect(refusal(.hour, "2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z") == ["/query/to EMPTY_RANGE"])
        #expect(refusal(.hour, "2026-11-21T13:00:00Z", "2026-11-21T12:00:00Z") == ["/query/to EMPTY_RANGE"])
        #expect(refusal(.day, "2026-11-22T00:00:00Z", nil) == ["/query/from EMPTY_RANGE"])
        #expect(refusal(.hour, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z") == [])
        #expect(refusal(.hour, "2026-10-01T00:00:00Z", "2026-11-01T00:00:01Z") == ["/query/from RANGE_TOO_LONG"])
        #expect(refusal(.day, "2028-01-01T00:00:00Z", "2029-01-01T00:00:00Z") == [])
        #expect(refusal(.day, "2028-01-01T00:00:00Z", "2029-01-01T00:00:01Z") == ["/query/from RANGE_TOO_LONG"])
        #expect(refusal(.hour, "9999-12-31T22:00:00Z", "9999-12-31T23:30:00Z") == ["/query/to OUT_OF_RANGE"])
        #expect(refusal(.day, nil, "0001-01-02T00:00:00Z") == ["/query/to OUT_OF_RANGE"])
        #expect(refusal(.hour, "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z") == ["/query/from RANGE_TOO_LONG"])
    }
}

@Suite("A series of usage")
struct UsageSeriesTests {
    @Test("has every interval of its range, and nothing from outside it")
    func fillsWithZeros() throws {
        let hours = ["09", "10", "11", "12"].map { instant("2026-11-21T\($0):00:00Z") }
        let range = try UsageRange(.hour, from: hours[1], to: hours[3], now: noon)
        let series = UsageSeries(
            range,
            [
                .init(start: hours[0], outcome: .checked(.valid), count: 100),
                .init(start: hours[2], outcome: .checked(.valid), count: 5),
                .init(start: hours[2], outcome: .checked(.revoked), count: 2),
                .init(start: hours[2], outcome: .reportedFailed, count: 1),
                .init(start: hours[2], outcome: .reportedSucceeded, count: 4),
                .init(start: hours[3], outcome: .checked(.valid), count: 100),
            ]
        )
        #expect(series.points.map(\.start) == [hours[1], hours[2]])
        #expect(series.points[0].counts == UsageCounts())
        #expect(series.total.balance == UsageBalance(valid: 5, denied: 2, reportedFailed: 1))
        #expect(series.total.verdicts.map(\.verdict) == [.revoked, .valid])
    }
}

@Suite("A balance of usage")
struct UsageBalanceTests {
    @Test("counts a check that was passed as a success until a failure is reported")
    func formulas() {
        let balance = UsageBalance(valid: 10, denied: 3, reportedFailed: 4)
        #expect(balance.requests == 13)
        #expect(balance.succeeded == 6)
        #expect(balance.failed == 7)
    }

    @Test("never has less than no success")
    func floor() {
        #expect(UsageBalance(valid: 1, denied: 0, reportedFailed: 4).succeeded == 0)
        #expect(UsageBalance(valid: 1, denied: 0, reportedFailed: 4).failed == 4)
    }

    @Test("knows every verdict but that which was passed as a denial")
    func denials() {
        var counts = UsageCounts()
        for verdict in Verdict.allCases where verdict != .malformed && verdict != .unknown {
            counts.add(1, of: .checked(verdict))
        }
        #expect(counts.balance == UsageBalance(valid: 1, denied: 9, reportedFailed: 0))
    }

    @Test("is of outcomes whose names are read back as they are written")
    func names() {
        let outcomes = Verdict.allCases.map(UsageOutcome.checked) + [.reportedSucceeded, .reportedFailed]
        for outcome in outcomes { #expect(UsageOutcome(name: outcome.name) == outcome) }
        #expect(Set(outcomes.map(\.name)).count == outcomes.count)
        #expect(UsageOutcome(name: "OTHER") == nil)
    }
}
