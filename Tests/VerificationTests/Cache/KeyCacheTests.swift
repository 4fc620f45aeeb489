import Domain
import Store
import Synchronization
import Testing

@testable import Verification

@Suite("The cache")
struct KeyCacheTests {
    private static let now = MonotonicInstant(nanoseconds: 1)

    private static func found(_ number: Int, group: ID<AuthorizationGroup>? = nil, at version: Int64 = 1) -> KeySnapshot
    {
        .of(ID(bits: UInt128(number)), group: group, at: version)
    }

    @Test("it finds what it keeps, and keeps nothing that was not to be kept")
    func keeps() {
        let cache = KeyCache(capacity: 100)
        let (kept, other) = (Self.found(1), Self.found(2))
        let admitted = cache.admit(kept, readAt: Self.now, isKept: true, usage: .unread)
        #expect(cache.find(kept.key.kid) === admitted)
        #expect(cache.admit(other, readAt: Self.now, isKept: false, usage: .unread) != nil)
        #expect(cache.find(other.key.kid) == nil)
        #expect(cache.count == 1)
    }

    @Test("it is bounded; those that are used stay, those that are not make room")
    func isBounded() {
        let cache = KeyCache(capacity: 640)
        let used = (0..<64).map { Self.found($0) }
        for found in used { _ = cache.admit(found, readAt: Self.now, isKept: true, usage: .unread) }
        for round in 1...20 {
            for found in used { _ = cache.find(found.key.kid) }
            for number in 0..<100 {
                _ = cache.admit(Self.found(round * 1000 + number), readAt: Self.now, isKept: true, usage: .unread)
            }
            #expect(cache.count <= 640)
        }
        #expect(used.count { cache.find($0.key.kid) != nil } > 48)
        #expect(cache.figures.evictions.load(ordering: .relaxed) > 1000)
    }

    @Test("a change of a group ends all its keys in one step, and no others")
    func groupIsOneStep() {
        let cache = KeyCache(capacity: 10_000)
        let group = ID<AuthorizationGroup>(bits: 5)
        let grouped = (0..<500).map { Self.found($0, group: group) }
        let others = (500..<600).map { Self.found($0) }
        for found in grouped + others { _ = cache.admit(found, readAt: Self.now, isKept: true, usage: .unread) }
        cache.apply([VerdictChange(.group(group), version: 2)], at: Self.now)
        #expect(grouped.allSatisfy { cache.find($0.key.kid) == nil })
        #expect(others.allSatisfy { cache.find($0.key.kid) != nil })
    }

    @Test("what was read again takes the place of what has changed")
    func replaces() {
        let cache = KeyCache(capacity: 100)
        let before = Self.found(1)
        _ = cache.admit(before, readAt: Self.now, isKept: true, usage: .unread)
        cache.apply([VerdictChange(.key(before.key.id), version: 2)], at: Self.now)
        #expect(cache.find(before.key.kid) == nil)
        #expect(cache.admit(before, readAt: Self.now, isKept: true, usage: .unread) == nil)
        #expect(cache.admit(Self.found(1, at: 2), readAt: Self.now, isKept: true, usage: .unread) != nil)
        #expect(cache.find(before.key.kid) != nil)
        #expect(cache.count == 1)
    }
}
