import Testing

@testable import Domain

@Suite("A leaked key")
struct LeakTests {
    private let key = KeyString.mint(
        prefix: "tnt",
        environment: .live,
        route: .make(using: .seeded(1)),
        using: .seeded(2)
    ).whole.expose()

    @Test("was found at an address, of which nothing is kept that could hold a secret")
    func places() {
        let shown = key.prefix(25) + "…"
        let encoded = key.replacing("_", with: "%5F")
        for (text, kept) in [
            ("https://github.com/a/b/blob/0a/c.txt#L7", "https://github.com/a/b/blob/0a/c.txt"),
            ("HTTP://x.example", "http://x.example"), ("https://x.example/?key=\(key)", "https://x.example/"),
            ("https://me:\(key)@x.example/a", "https://x.example/a"), ("https://x.example?\(key)", "https://x.example"),
            ("https://x.example/\(key)/a", "https://x.example/\(shown)/a"),
            ("https://x.example/\(encoded)", "https://x.example/"),
            ("https://x.example/\(encoded.replacing("%", with: "%25"))", "https://x.example/"),
            ("https://x.example/100%", "https://x.example/100%"),
        ] { #expect(LeakPlace(text)?.description == kept, "\(text)") }
        for text in [
            "", "x", "https://", "https:///a", "ftp://x.example", "javascript:alert(1)", "https://x.example/ a",
            "https://ü.example", "https://me@", "file:///etc/passwd",
            "https://\(key).example/", "https://x.example/" + String(repeating: "a", count: 2048),
        ] { #expect(LeakPlace(text) == nil, "\(text)") }
    }

    @Test("is reported in words without its secret, and the same place is known again")
    func reports() throws {
        let place = LeakPlace("https://x.example/a")
        let report = LeakReport(
            by: .anyone,
            at: place,
            source: "com\u{202E}mit<b>" + String(repeating: "x", count: 100),
            comment: try Description(validating: "It is \(key).")
        )
        let json = report.json(at: try #require(Instant(rfc3339: "2027-01-15T12:00:00Z")))
        #expect(json["url"] == "https://x.example/a" && json["reported_by"] == "ANYONE")
        #expect(json["comment"] == .string("It is \(key.prefix(25))…."))
        #expect(json["source"]?.asString?.count == 50 && json["source"]?.asString?.hasPrefix("commitb") == true)
        #expect(report.mark == LeakReport(by: .gitHub, at: place).mark)
        #expect(report.mark != LeakReport(by: .anyone, at: nil).mark && report.mark.count == 64)
    }

    @Test("is disabled or revoked as its policy says, where there is anything to stop", arguments: KeyStatus.allCases)
    func responses(status: KeyStatus) {
        #expect(LeakResponse.disable.transition(from: status) == (status == .active ? .disable : nil))
        let isLive = status == .active || status == .disabled
        #expect(LeakResponse.revoke.transition(from: status) == (isLive ? .revoke : nil))
    }
}
