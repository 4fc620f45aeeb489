import Domain
import Testing

@testable import Operations

@Suite("A session token")
struct SessionTokenTests {
    private let user = ID<User>(bits: 0x0190_0000_0000_7000_8000_0000_0000_0042)

    @Test("names its user, and is read back as it was minted")
    func roundTrip() throws {
        let minted = SessionToken.mint(for: user, using: .system)
        let read = try #require(SessionToken(minted.text))
        #expect(read.user == user)
        #expect(read.hash == minted.hash)
        #expect(minted.text.expose().hasPrefix("lks_"))
        #expect(minted.text.expose().utf8.count == 73)
        #expect(minted.hash.count == 32)
    }

    @Test("is never minted twice, and two have two hashes")
    func isUnique() {
        let tokens = (0..<100).map { _ in SessionToken.mint(for: user, using: .system) }
        #expect(Set(tokens.map { $0.text.expose() }).count == 100)
        #expect(Set(tokens.map(\.hash)).count == 100)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "lks_", String(repeating: "a", count: 73), "lks_" + String(repeating: "!", count: 69),
            "lks_8" + String(repeating: "z", count: 68),
        ]
    )
    func refusesOtherText(_ text: String) {
        #expect(SessionToken(Sensitive(text)) == nil)
    }

    @Test("is refused when something stands before or behind it, or its prefix is another")
    func refusesLonger() {
        let text = SessionToken.mint(for: user, using: .system).text.expose()
        for other in [text + "a", " " + text, String(text.dropLast()), "lkx_" + text.dropFirst(4), text + "\u{0}"] {
            #expect(SessionToken(Sensitive(other)) == nil, "\(other.utf8.count) bytes")
        }
    }

    @Test("never prints itself")
    func isRedacted() {
        let token = SessionToken.mint(for: user, using: .system)
        #expect("\(token.text)" == "[redacted]")
        #expect(!String(reflecting: token).contains(token.text.expose().suffix(43)))
    }
}
