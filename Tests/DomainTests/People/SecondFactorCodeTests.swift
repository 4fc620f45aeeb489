import Testing

@testable import Domain

@Suite("What is shown beside a password")
struct SecondFactorCodeTests {
    @Test("is six digits of a device, spaced as one likes", arguments: ["081804", "081 804", " 081-804 "])
    func timed(text: String) {
        guard case .timed("081804")? = SecondFactorCode(presented: text) else {
            Issue.record("not read as a code")
            return
        }
    }

    @Test("or a recovery code, in any case, with or without its hyphens")
    func recovery() throws {
        let code = RecoveryCode.make(using: .seeded(1))
        #expect(try #/[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){2}/#.wholeMatch(in: code.text) != nil)
        for text in [code.text, code.text.uppercased(), code.bare.expose(), code.text.replacing("-", with: " ")] {
            guard case .recovery(let read)? = SecondFactorCode(presented: text) else {
                Issue.record("\(text) was not read as a recovery code")
                continue
            }
            #expect(read.bare.expose() == code.bare.expose())
        }
    }

    @Test(
        "or nothing that could be right",
        arguments: [
            "", "12345", "1234567", "12345a", "١٢٣٤٥٦", "4tq8-k2m7-0zx", "4tq8-k2m7-0zxu", "4tq8k2m70zxaa", "\u{0}",
        ]
    )
    func neither(text: String) {
        #expect(SecondFactorCode(presented: text) == nil)
    }

    @Test("is random in each of a recovery code's twelve characters: 60 bits")
    func entropy() {
        let codes = (0..<2000).map { _ in Array(RecoveryCode.make(using: .system).bare.expose().utf8) }
        for place in 0..<12 { #expect(Set(codes.map { $0[place] }).count == 32, "\(place)") }
        #expect(Set(codes).count == codes.count)
    }
}
