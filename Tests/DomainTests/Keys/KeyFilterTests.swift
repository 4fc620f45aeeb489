import Testing

@testable import Domain

@Suite("What filters a list of keys")
struct KeyFilterTests {
    @Test("years are years of the calendar")
    func years() {
        let year = ExpiryPreset("1y")
        #expect(year?.start(until: instant("2028-02-29T12:00:00Z")) == instant("2027-02-28T12:00:00Z"))
        #expect(year?.start(until: instant("2027-03-01T00:00:00Z")) == instant("2026-03-01T00:00:00Z"))
        #expect(ExpiryPreset("9999y")?.start(until: noon) == Instant.writable.lowerBound)
        #expect(ExpiryPreset("9999d").map { $0.start(until: noon) < noon } == true)
    }

    @Test("is written the same only when it is the same")
    func written() throws {
        let filters = [
            KeyFilter(), KeyFilter(statuses: [.active]), KeyFilter(statuses: [.active, .disabled]),
            KeyFilter(expiration: .valid), KeyFilter(environment: .test),
            KeyFilter(search: try KeySearch(validating: "a", at: "")),
            KeyFilter(search: try KeySearch(validating: "A", at: "")), KeyFilter(unusedFor: ExpiryPreset("90d")),
        ]
        #expect(Set(filters.map(\.description)).count == filters.count)
        #expect(
            KeyFilter(statuses: [.disabled, .active]).description
                == KeyFilter(statuses: [.active, .disabled]).description
        )
    }
}
