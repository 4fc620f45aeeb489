import Testing

@testable import Domain

struct ExpiryPresetTests {
    @Test(
        "days are 24 hours, years are calendar years in UTC",
        arguments: [
            ("30d", "2026-11-21T12:00:00.000Z", "2026-12-21T12:00:00.000Z"),
            ("90d", "2026-11-21T12:00:00.000Z", "2027-02-19T12:00:00.000Z"),
            ("1y", "2026-11-21T12:00:00.000Z", "2027-11-21T12:00:00.000Z"),
            ("2y", "2026-11-21T12:00:00.000Z", "2028-11-21T12:00:00.000Z"),
            ("1y", "2024-02-29T23:59:59.999Z", "2025-02-28T23:59:59.999Z"),
            ("2y", "2024-02-29T00:00:00.000Z", "2026-02-28T00:00:00.000Z"),
            ("4y", "2024-02-29T12:00:00.000Z", "2028-02-29T12:00:00.000Z"),
            ("1y", "2027-02-28T12:00:00.000Z", "2028-02-28T12:00:00.000Z"),
            ("1y", "2027-03-01T00:00:00.000Z", "2028-03-01T00:00:00.000Z"),
        ]
    )
    func ends(preset: String, start: String, end: String) throws {
        let period = try #require(ExpiryPreset(preset))
        #expect(period.description == preset)
        #expect(period.end(from: instant(start))?.description == end)
    }

    @Test(
        "refuses other forms",
        arguments: [
            "", "d", "30", "0d", "030d", "-1d", "+1d", "1.5y", "1w", "1m", "1D", "1Y", " 1d", "1d ", "1dd", "1y1d",
            "10000d", "٣d",
        ]
    )
    func refuses(text: String) {
        #expect(ExpiryPreset(text) == nil)
    }

    @Test("one may outlast another when there is a year in which it does")
    func mayOutlast() throws {
        let starts = (2024...2104).map { instant("\($0)-02-28T12:00:00Z") } + [instant("2096-03-01T00:00:00Z")]
        let texts = ["1d", "364d", "365d", "366d", "1y", "730d", "731d", "2y", "3y", "4y", "1460d", "1461d", "8y"]
        let periods = texts.compactMap { ExpiryPreset($0) }
        for one in periods {
            for other in periods {
                let outlasts = try starts.contains { start in
                    try #require(one.end(from: start)) > #require(other.end(from: start))
                }
                // Never says no where there is such a year.
                #expect(one.mayOutlast(other) || !outlasts, "\(one) \(other)")
            }
            #expect(!one.mayOutlast(one))
        }
        #expect(try !#require(ExpiryPreset("90d")).mayOutlast(#require(ExpiryPreset("1y"))))
        #expect(try !#require(ExpiryPreset("365d")).mayOutlast(#require(ExpiryPreset("1y"))))
    }

    @Test("ends within the year 9999 or not at all")
    func farFuture() {
        #expect(ExpiryPreset("9999y")?.end(from: noon) == nil)
        #expect(ExpiryPreset("1d")?.end(from: instant("9999-12-31T12:00:00Z")) == nil)
        #expect(ExpiryPreset("9999d")?.end(from: noon) != nil)
    }
}

struct DateEndsTests {
    @Test("a key works until its date begins, or through it")
    func ends() {
        #expect(DateEnds.dayStart.end(of: date("2027-01-31")) == instant("2027-01-31T00:00:00Z"))
        #expect(DateEnds.dayEnd.end(of: date("2027-01-31")) == instant("2027-02-01T00:00:00Z"))
        #expect(DateEnds.dayEnd.end(of: date("2028-02-28")) == instant("2028-02-29T00:00:00Z"))
        #expect(DateEnds.dayEnd.end(of: date("9999-12-31")) == nil)
    }
}
