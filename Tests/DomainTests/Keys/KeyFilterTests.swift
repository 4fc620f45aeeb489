import Testing

@testable import Domain

@Suite("Which keys a filter lets through")
struct KeyFilterTests {
    private func key(
        createdAt: Instant = noon,
        expiresAt: Instant? = nil,
        disabledAt: Instant? = nil,
        revokedAt: Instant? = nil,
        lastUsedAt: Instant? = nil
    ) -> KeyFilter.Facts {
        KeyFilter.Facts(
            foldedName: "orders",
            prefix: "sk",
            environment: .live,
            kid: "aB3xY90123456789",
            createdAt: createdAt,
            expiresAt: expiresAt,
            disabledAt: disabledAt,
            revokedAt: revokedAt,
            lastUsedAt: lastUsedAt
        )
    }

    @Test("the empty one lets everything through")
    func empty() {
        #expect(KeyFilter().matches(key(revokedAt: noon), at: noon))
    }

    @Test("a status is told from facts and the time, and several may be asked for")
    func statuses() {
        let ending = key(expiresAt: noon, disabledAt: noon)
        let before = noon - .microseconds(1)
        #expect(KeyFilter(statuses: [.disabled]).matches(ending, at: before))
        #expect(!KeyFilter(statuses: [.disabled]).matches(ending, at: noon))
        #expect(KeyFilter(statuses: [.expired]).matches(ending, at: noon))
        #expect(KeyFilter(statuses: [.active, .expired]).matches(ending, at: noon))
        #expect(!KeyFilter(statuses: [.active, .revoked]).matches(ending, at: noon))
    }

    @Test(
        "soon is seven days or less to the microsecond, over a leap day too",
        arguments: ["2028-02-23T00:00:00Z", "2026-12-25T00:00:00Z"]
    )
    func soon(now: String) {
        let now = instant(now)
        let ending = key(expiresAt: now + .seconds(7 * 86_400))
        let soon = KeyFilter(expiration: .expiringSoon)
        let valid = KeyFilter(expiration: .valid)
        #expect(soon.matches(ending, at: now) && !valid.matches(ending, at: now))
        let before = now - .microseconds(1)
        #expect(!soon.matches(ending, at: before) && valid.matches(ending, at: before))
        #expect(valid.matches(key(), at: now) && !soon.matches(key(), at: now))
    }

    @Test("a key is unused since its last use, or since it was made")
    func unused() {
        let filter = KeyFilter(unusedFor: ExpiryPreset("90d"))
        let old = noon - .seconds(90 * 86_400)
        #expect(filter.matches(key(createdAt: old), at: noon))
        #expect(!filter.matches(key(createdAt: old + .microseconds(1)), at: noon))
        #expect(!filter.matches(key(createdAt: old, lastUsedAt: noon), at: noon))
        #expect(filter.matches(key(createdAt: old, lastUsedAt: old), at: noon))
    }

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
