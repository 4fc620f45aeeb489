import Domain
import Testing
import TestSupport

@testable import Operations

@Suite("A cursor")
struct CursorSealTests {
    private let position: JSON = ["now": 1, "id": "key_01h455vb4pex5vsknk084sn02q"]

    @Test("is opened for the list that it was made for")
    func roundTrip() throws {
        let seal = CursorSeal(peppers: try .test)
        #expect(try seal.open(seal.seal(position, of: "keys a"), of: "keys a") == position)
    }

    @Test("is refused for every other list", arguments: ["keys b", "keys", "keys a ", "", "keys a\u{0}"])
    func otherList(_ list: String) throws {
        let seal = CursorSeal(peppers: try .test)
        try expectInvalid(seal.seal(position, of: "keys a"), seal, of: list)
    }

    @Test("is refused when a single character of it is another")
    func forged() throws {
        let seal = CursorSeal(peppers: try .test)
        let cursor = seal.seal(position, of: "keys a")
        for index in cursor.indices {
            var forged = cursor
            forged.replaceSubrange(index...index, with: cursor[index] == "A" ? "B" : "A")
            try expectInvalid(forged, seal, of: "keys a")
        }
    }

    @Test("is refused when it is no cursor", arguments: ["", "A", "%%%", String(repeating: "A", count: 43), "e30"])
    func nonsense(_ text: String) throws {
        try expectInvalid(text, CursorSeal(peppers: try .test), of: "keys a")
    }

    @Test("outlives the pepper's rotation, and ends when its pepper is taken away")
    func rotation() throws {
        let (old, new) = (try Peppers(parsing: "1:" + pepper(1)), try Peppers(parsing: "2:\(pepper(2)),1:\(pepper(1))"))
        let cursor = CursorSeal(peppers: old).seal(position, of: "keys a")
        #expect(try CursorSeal(peppers: new).open(cursor, of: "keys a") == position)
        let without = try Peppers(parsing: "2:" + pepper(2))
        try expectInvalid(cursor, CursorSeal(peppers: without), of: "keys a")
    }

    private func pepper(_ byte: UInt8) -> String { Base64.encode([UInt8](repeating: byte, count: 32)) }

    private func expectInvalid(_ cursor: String, _ seal: CursorSeal, of list: String) throws {
        let failure = #expect(throws: Failure.self) { try seal.open(cursor, of: list) }
        #expect(failure?.code == .invalidCursor)
    }
}
