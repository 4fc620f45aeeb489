import Testing

@testable import Domain

struct CalendarDateTests {
    @Test("knows which dates exist")
    func existence() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for year in [1, 1900, 2000, 2023, 2024, 2100, 9999] {
            let isLeap = [2000, 2024].contains(year)
            for month in 1...12 {
                let length = lengths[month - 1] + (isLeap && month == 2 ? 1 : 0)
                #expect(CalendarDate(year: year, month: month, day: length) != nil, "\(year)-\(month)")
                #expect(CalendarDate(year: year, month: month, day: length + 1) == nil, "\(year)-\(month)")
                #expect(CalendarDate(year: year, month: month, day: 0) == nil)
            }
        }
    }

    @Test(
        "refuses text that is not exactly a date that exists",
        arguments: [
            "", "2026-02-30", "2026-02-29", "2026-2-03", "2026-02-3", "26-02-03", "2026/02/03", "20260203",
            "2026-02-03T", " 2026-02-03", "2026-02-03 ", "2026-13-01", "2026-00-10", "2026-10-00", "0000-01-01",
            "10000-01-01", "-001-01-01", "2026-02-0３", "2026-W01-1",
        ]
    )
    func refuses(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test("text, date and instant agree on every day of four centuries")
    func roundTrip() {
        var day: CalendarDate? = date("1899-12-31")
        var start = instant("1899-12-31T00:00:00Z")
        while let current = day, current.year < 2101 {
            guard current.startOfDay == start, start.date == current, CalendarDate(current.description) == current,
                (start + .seconds(86_399)).date == current
            else {
                Issue.record("\(current) and \(start) disagree")
                return
            }
            day = current.nextDay
            start = start + .seconds(86_400)
        }
    }

    @Test(
        "adds calendar years; 29 February becomes 28 where there is none",
        arguments: [
            ("2024-02-29", 1, "2025-02-28"), ("2024-02-29", 4, "2028-02-29"), ("2096-02-29", 4, "2100-02-28"),
            ("2026-11-21", 2, "2028-11-21"), ("2027-02-28", 1, "2028-02-28"), ("9998-12-31", 1, "9999-12-31"),
        ]
    )
    func addsYears(start: String, years: Int, end: String) {
        #expect(date(start).adding(years: years)?.description == end)
    }

    @Test("ends with the year 9999")
    func end() {
        #expect(date("9999-12-31").nextDay == nil)
        #expect(date("9999-12-30").nextDay == date("9999-12-31"))
        #expect(date("9999-01-01").adding(years: 1) == nil)
        #expect(date("9999-01-01").adding(years: .max) == nil)
        #expect(date("0001-01-01").adding(years: -1) == nil)
    }
}
