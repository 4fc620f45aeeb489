import Domain
import Testing
import Wire

@Suite("A JSON body")
struct JSONBodyTests {
    @Test(
        "may name its character set, which can only be UTF-8",
        arguments: [
            "application/json", "Application/JSON", "application/json;charset=utf-8",
            "application/json; charset=\"UTF-8\"",
        ]
    )
    func accepted(contentType: String) throws {
        #expect(try JSONBody.parse(Array("{}".utf8), contentType: contentType) == [:])
    }

    @Test(
        "sent as anything else is 415, even when it is JSON",
        arguments: [
            nil, "", "text/plain", "text/json", "application/json; charset=latin1", "application/json;",
            "application/json; charset=utf-8; boundary=x", "application/problem+json",
            "application/x-www-form-urlencoded",
            "application/json, text/plain", "multipart/form-data; application/json",
        ]
    )
    func refused(contentType: String?) {
        #expect(code { try JSONBody.parse(Array("{}".utf8), contentType: contentType) } == .unsupportedMediaType)
    }

    @Test(
        "that is not JSON is 400",
        arguments: ["", "{", "{]", "[1,]", "\u{feff}{}", "NaN", "{\"a\":01}", "{} {}", "{'a':1}", "\"\\ud800\""]
    )
    func notJSON(text: String) {
        #expect(code { try JSONBody.parse(Array(text.utf8), contentType: "application/json") } == .invalidJSON)
    }

    @Test("with a member given twice is 422, and names it at any depth")
    func duplicates() {
        let failure = #expect(throws: Failure.self) {
            try JSONBody.parse(Array(#"{"a":1,"b":{"c":1,"c":2},"a":2}"#.utf8), contentType: "application/json")
        }
        #expect(failure?.code == .validationFailed)
        #expect(failure?.errors.map(\.pointer) == ["/b/c", "/a"])
        #expect(failure?.errors.first?.code == "DUPLICATE_FIELD")
    }

    private func code(_ body: () throws -> JSON) -> Failure.Code? {
        #expect(throws: Failure.self) { try body() }?.code
    }
}
