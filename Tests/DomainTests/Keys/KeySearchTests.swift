import Testing

@testable import Domain

@Suite("What keys are looked for by")
struct KeySearchTests {
    @Test("is at most 200 characters without control characters; nothing looks for nothing")
    func limits() throws {
        #expect(try KeySearch(validating: "", at: "/q") == nil)
        #expect(throws: Never.self) { try KeySearch(validating: String(repeating: "é", count: 200), at: "/q") }
        #expect(throws: InputError.self) { try KeySearch(validating: String(repeating: "é", count: 201), at: "/q") }
        #expect(throws: InputError.self) { try KeySearch(validating: "a\0", at: "/q") }
    }
}
