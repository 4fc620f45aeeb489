import Testing

@testable import Domain

struct InstantTests {
    @Test(
        "reads RFC 3339 and converts to UTC",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000001Z", 1), ("1969-12-31T23:59:59.9Z", -100_000),
            ("2026-11-21T12:34:56.789Z", 1_795_264_496_789_000),
            ("2026-11-21T14:34:56.789+02:00", 1_795_264_496_789_000),
            ("2026-11-21T00:04:56.789-12:30", 1_795_264_496_789_000), ("1970-01-01T00:00:00-00:00", 0),
            ("2024-02-29T23:59:59Z", 1_709_251_199_000_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999999Z", 253_402_300_799_999_999), ("2000-02-29T00:00:00Z", 951_782_400_000_000),
        ]
    )
    func reads(text: String, microseconds: Int64) {
        #expect(Instant(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(
        "refuses what is not strict RFC 3339 or not a time",
        arguments: [
            "", "2026-11-21", "2026-11-21T12:00:00", "2026-11-21t12:00:00Z", "2026-11-21T12:00:00z",
            "2026-11-21 12:00:00Z", "2026-11-21T12:00Z", "2026-11-21T12:00:00.Z", "2026-11-21T12:00:00,5Z",
            "2026-11-21T12:00:00.1234567890Z", "2026-11-21T24:00:00Z", "2026-11-21T12:60:00Z", "2026-11-21T12:00:60Z",
            "2016-12-31T23:59:60Z", "2026-02-29T00:00:00Z", "2026-02-30T00:00:00Z", "2026-04-31T00:00:00Z",
            "2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "+2026-01-01T00:00:00Z", "-2026-01-01T00:00:00Z",
            "2026-1-1T00:00:00Z", "2026-01-01T0:00:00Z", "2026-01-01T00:00:00+2:00", "2026-01-01T00:00:00+0200",
            "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60", "2026-01-01T00:00:00ZZ", " 2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00Z\n", "2026-01-01T00:00:00Z\u{0}", "２026-01-01T00:00:00Z",
            "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        ]
    )
    func refuses(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test(
        "writes UTC with milliseconds, cut rather than rounded",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (999, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_399_999_999, "2000-02-28T23:59:59.999Z"), (-62_135_596_800_000_000, "0001-01-01T00:00:00.000Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999Z"), (.max, "294247-01-10T04:00:54.775Z"),
        ] as [(Int64, String)]
    )
    func writes(microseconds: Int64, text: String) {
        #expect(Instant(microseconds: microseconds).description == text)
    }

    @Test("adds and subtracts durations, and stops at the ends")
    func arithmetic() {
        #expect(noon + .seconds(1) - noon == .seconds(1))
        #expect(noon - .milliseconds(1) < noon)
        #expect((noon - .microseconds(1)).description == "2026-11-21T11:59:59.999Z")
        #expect(noon + .nanoseconds(999) == noon)
        #expect(Instant(microseconds: .max) + .microseconds(1) == Instant(microseconds: .max))
        #expect(Instant(microseconds: .min) - .microseconds(1) == Instant(microseconds: .min))
        #expect(noon + .seconds(Int64.max) == Instant(microseconds: .max))
        #expect(noon - .seconds(Int64.max) == Instant(microseconds: .min))
        #expect(Instant(microseconds: .max) - Instant(microseconds: .min) > .zero)
    }
}
