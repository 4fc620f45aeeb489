import Testing

@testable import Domain

struct KidTests {
    @Test("sixteen base62 characters are a kid, which is written as it was read", arguments: 0..<100)
    func reads(seed: UInt64) throws {
        let text = Base62.random(Kid.length, using: .seeded(seed))
        let kid = try #require(Kid(text))
        #expect(kid.description == text)
        #expect(kid.route?.description == String(text.prefix(TenantRoute.length)))
        #expect(Set([kid, Kid(text)]).count == 1)
        #expect(kid != Kid(String(text.reversed())))
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "aB3xY9012345678", "aB3xY901234567890", "aB3xY9012345678-", "_B3xY90123456789", "aB3xY901234567é",
        ]
    )
    func refuses(text: String) {
        #expect(Kid(text) == nil)
    }
}
