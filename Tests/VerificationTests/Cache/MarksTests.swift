import Domain
import Testing

@testable import Verification

@Suite("Marks")
struct MarksTests {
    private static let key = ChangedObject.key(ID(bits: 1))
    private static let group = ChangedObject.group(ID(bits: 2))

    private static func moment(_ seconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: seconds * 1_000_000_000)
    }

    private static func read(_ object: ChangedObject, at version: Int64) -> Marks.Dependency {
        Marks.Dependency(object: object, version: version)
    }

    @Test("a change ends what was read before it, of that object and no other")
    func invalidates() throws {
        let marks = Marks()
        let taken = try #require(
            marks.take([Self.read(Self.key, at: 4), Self.read(Self.group, at: 4)], readAt: Self.moment(1))
        )
        marks.apply([VerdictChange(Self.group, version: 5)], at: Self.moment(2))
        #expect(taken.map(\.isCurrent) == [true, false])
    }

    @Test("a reading that was under way when a change was applied counts only if the change is in it")
    func floorsHold() {
        let marks = Marks()
        marks.apply([VerdictChange(Self.key, version: 5)], at: Self.moment(2))
        #expect(marks.take([Self.read(Self.key, at: 4)], readAt: Self.moment(1)) == nil)
        #expect(marks.take([Self.read(Self.key, at: 5)], readAt: Self.moment(1)) != nil)
        #expect(marks.take([Self.read(Self.group, at: 4)], readAt: Self.moment(1)) != nil)
    }

    @Test("a change that is known already ends nothing that was read since")
    func knownChanges() throws {
        let marks = Marks()
        let change = VerdictChange(Self.key, version: 5)
        marks.apply([change], at: Self.moment(1))
        let taken = try #require(marks.take([Self.read(Self.key, at: 5)], readAt: Self.moment(2)))
        marks.apply([change, VerdictChange(Self.key, version: 4)], at: Self.moment(3))
        #expect(taken[0].isCurrent)
        marks.apply([VerdictChange(Self.key, version: 6)], at: Self.moment(4))
        #expect(!taken[0].isCurrent)
    }

    @Test("what was sent before the oldest floor that is kept does not count, whatever it read")
    func forgottenFloors() {
        let marks = Marks()
        marks.apply([VerdictChange(Self.key, version: 5)], at: Self.moment(10))
        for second: Int64 in [45, 80] {
            marks.apply([VerdictChange(Self.group, version: second)], at: Self.moment(second))
        }
        #expect(marks.take([Self.read(Self.key, at: 9)], readAt: Self.moment(44)) == nil)
        #expect(marks.take([Self.read(Self.key, at: 4)], readAt: Self.moment(46)) != nil)
        #expect(marks.take([Self.read(Self.group, at: 79)], readAt: Self.moment(81)) == nil)
    }

    @Test("to forget everything ends everything, also what is being read")
    func invalidatesAll() throws {
        let marks = Marks()
        let taken = try #require(marks.take([Self.read(Self.key, at: 4)], readAt: Self.moment(1)))
        marks.invalidateAll(at: Self.moment(5))
        #expect(!taken[0].isCurrent)
        #expect(marks.take([Self.read(Self.key, at: 4)], readAt: Self.moment(4)) == nil)
        #expect(marks.take([Self.read(Self.key, at: 4)], readAt: Self.moment(5)) != nil)
    }

    @Test("a mark that all have given back is forgotten, and a later reading has another")
    func givesBack() throws {
        let marks = Marks()
        let first = try #require(marks.take([Self.read(Self.key, at: 1)], readAt: Self.moment(1)))[0]
        let second = try #require(marks.take([Self.read(Self.key, at: 1)], readAt: Self.moment(1)))[0]
        #expect(first === second)
        marks.giveBack(first, of: Self.key)
        #expect(try #require(marks.take([Self.read(Self.key, at: 1)], readAt: Self.moment(1)))[0] === first)
        marks.giveBack(first, of: Self.key)
        marks.giveBack(first, of: Self.key)
        #expect(try #require(marks.take([Self.read(Self.key, at: 1)], readAt: Self.moment(1)))[0] !== first)
    }
}
