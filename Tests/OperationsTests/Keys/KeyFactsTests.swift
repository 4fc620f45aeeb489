import Domain
import Testing

/// 2026-11-21, noon.
private let noon = Instant(microseconds: 1_795_262_400_000_000)

@Suite("Which keys a filter lets through")
struct KeyFactsTests {
    private func key(
        group: ID<AuthorizationGroup>? = nil,
        createdAt: Instant = noon,
        expiresAt: Instant? = nil,
        disabledAt: Instant? = nil,
        revokedAt: Instant? = nil,
        lastUsedAt: Instant? = nil
    ) -> KeyFacts {
        KeyFacts(
            foldedName: "orders",
            prefix: "sk",
            environment: .live,
            group: group,
            kid: "aB3xY90123456789",
            createdAt: createdAt,
            expiresAt: expiresAt,
            disabledAt: disabledAt,
            revokedAt: revokedAt,
            lastUsedAt: lastUsedAt
        )
    }

    @Test("one by group lets through what has that group's permissions, and no key with scopes of its own")
    func group() {
        let (one, other) = (ID<AuthorizationGroup>(bits: 1), ID<AuthorizationGroup>(bits: 2))
        #expect(key(group: one).match(KeyFilter(group: one), at: noon))
        #expect(!key(group: other).match(KeyFilter(group: one), at: noon))
        #expect(!key().match(KeyFilter(group: one), at: noon))
    }

    @Test("the empty one lets everything through")
    func empty() {
        #expect(key(revokedAt: noon).match(KeyFilter(), at: noon))
    }

    @Test("a status is told from facts and the time, and several may be asked for")
    func statuses() {
        let ending = key(expiresAt: noon, disabledAt: noon)
        let before = noon - .microseconds(1)
        #expect(ending.match(KeyFilter(statuses: [.disabled]), at: before))
        #expect(!ending.match(KeyFilter(statuses: [.disabled]), at: noon))
        #expect(ending.match(KeyFilter(statuses: [.expired]), at: noon))
        #expect(ending.match(KeyFilter(statuses: [.active, .expired]), at: noon))
        #expect(!ending.match(KeyFilter(statuses: [.active, .revoked]), at: noon))
    }

    @Test(
        "soon is seven days or less to the microsecond, over a leap day too",
        arguments: ["2028-02-23T00:00:00Z", "2026-12-25T00:00:00Z"]
    )
    func soon(now: String) throws {
        let now = try #require(Instant(rfc3339: now))
        let ending = key(expiresAt: now + .seconds(7 * 86_400))
        let soon = KeyFilter(expiration: .expiringSoon)
        let valid = KeyFilter(expiration: .valid)
        #expect(ending.match(soon, at: now) && !ending.match(valid, at: now))
        let before = now - .microseconds(1)
        #expect(!ending.match(soon, at: before) && ending.match(valid, at: before))
        #expect(key().match(valid, at: now) && !key().match(soon, at: now))
    }

    @Test("a key is unused since its last use, or since it was made")
    func unused() {
        let filter = KeyFilter(unusedFor: ExpiryPreset("90d"))
        let old = noon - .seconds(90 * 86_400)
        #expect(key(createdAt: old).match(filter, at: noon))
        #expect(!key(createdAt: old + .microseconds(1)).match(filter, at: noon))
        #expect(!key(createdAt: old, lastUsedAt: noon).match(filter, at: noon))
        #expect(key(createdAt: old, lastUsedAt: old).match(filter, at: noon))
    }

    @Test("VALID includes NEVER, and no other filter of expiration includes another")
    func expirations() {
        let day: Duration = .seconds(86_400)
        let keys = [key(), key(expiresAt: noon + day * 30), key(expiresAt: noon + day), key(expiresAt: noon)]
        let shown = Expiration.allCases.map { expiration in
            keys.indices.filter { keys[$0].match(KeyFilter(expiration: expiration), at: noon) }
        }
        #expect(shown == [[0], [0, 1], [2], [3]])
    }
}
