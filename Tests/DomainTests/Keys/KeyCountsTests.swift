import Testing

@testable import Domain

struct KeyCountsTests {
    @Test("counts keys from their creation to their end, those that are disabled among the open ones")
    func life() {
        var counts = KeyCounts()
        for _ in 0..<4 { counts.create() }
        counts.disable()
        #expect(counts == KeyCounts(total: 4, open: 4, disabled: 1))
        counts.enable()
        counts.disable()
        counts.revoke(wasOpen: true, wasDisabled: true)
        #expect(counts == KeyCounts(total: 4, open: 3, disabled: 0, revoked: 1))
        counts.revoke(wasOpen: true, wasDisabled: false)
        #expect(counts == KeyCounts(total: 4, open: 2, disabled: 0, revoked: 2))
        #expect(counts.expired == 0)
    }

    @Test(
        "a key that was stamped as expired is neither open nor disabled, and leaves the expired ones when it is revoked"
    )
    func expired() {
        var counts = KeyCounts()
        for _ in 0..<3 { counts.create() }
        counts.disable()
        counts.expire(2, disabled: 1)
        #expect(counts == KeyCounts(total: 3, open: 1, disabled: 0))
        #expect(counts.expired == 2)
        counts.revoke(wasOpen: false, wasDisabled: true)
        #expect(counts == KeyCounts(total: 3, open: 1, disabled: 0, revoked: 1))
        #expect(counts.expired == 1)
    }
}
