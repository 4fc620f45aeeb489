import Domain
import Store
import Testing

@testable import Verification

@Suite("A key in memory")
struct CachedKeyTests {
    private let key = CachedKey(.of(ID(bits: 1), at: 1), marks: [], usage: .unread)

    @Test("who it is is written once")
    func writesOnce() {
        let first = key.identity { key in
            [Answer.Field("X-Key-Id", key.id.description), Answer.Field("X-Key-Scopes", words: [])]
        }
        let second = key.identity { _ in [Answer.Field("X-Key-Id", "another")] }
        #expect(String(decoding: first.bytes, as: UTF8.self) == "\r\nX-Key-Id: \(key.facts.id)\r\nX-Key-Scopes: ")
        #expect(second === first)
    }

    @Test("who it is is not kept when that would take much memory")
    func keepsNothingLarge() {
        let scopes = (0..<30).map { "scope:\($0)" }
        let first = key.identity { _ in [Answer.Field("X-Key-Scopes", words: scopes)] }
        let second = key.identity { _ in [Answer.Field("X-Key-Scopes", words: scopes)] }
        #expect(first.bytes == second.bytes)
        #expect(first !== second)
    }
}
