import Testing

@testable import Domain

@Suite("If-Match")
struct VersionConditionTests {
    @Test(
        "is met by the version it names, one of several, or any",
        arguments: ["\"3\"", "*", "\"1\", \"3\"", " \"3\" "]
    )
    func met(header: String) throws {
        try VersionCondition(ifMatch: header).require(3)
    }

    @Test("is asked for where a change needs it")
    func needed() throws {
        #expect(try VersionCondition.needed(.any) == .any)
        #expect(failure { try VersionCondition.needed(nil) }?.code == .preconditionRequired)
    }

    @Test(
        "is not met by another version, a weak tag, or what is no tag",
        arguments: ["\"2\"", "W/\"3\"", "3", "", "\"\"", "\"3", "\"three\"", "*, \"2\""]
    )
    func notMet(header: String) {
        #expect(throws: Failure.self) { try VersionCondition(ifMatch: header).require(3) }
    }
}
