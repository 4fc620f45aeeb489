import Domain
import Testing

@Suite("What keys are looked for by")
struct KeySearchTests {
    private func finds(_ text: String, name: String = "Orders", kid: String = "aB3xY90123456789") throws -> Bool {
        let search = try #require(try KeySearch(validating: text, at: "/query/q"))
        let key = KeyFacts(
            foldedName: DisplayName.folded(name),
            prefix: "sk",
            environment: .live,
            kid: kid,
            createdAt: Instant(microseconds: 0)
        )
        return key.match(search)
    }

    @Test("is the beginning of a name in any case", arguments: ["o", "ORDERS", "Ord", "orders"])
    func names(text: String) throws {
        #expect(try finds(text))
    }

    @Test(
        "is no part from the middle, and nothing longer",
        arguments: ["rders", "orders ", "Orders2", "%", "O%", "O_"]
    )
    func otherNames(text: String) throws {
        #expect(try !finds(text))
    }

    @Test("takes every character for itself", arguments: ["a%", "a_", "a\\", "é", "日本", "İst", "\u{10FFFF}"])
    func characters(text: String) throws {
        #expect(try finds(text, name: text + " and more"))
        #expect(try !finds(text, name: "and more"))
    }

    @Test("matches a name in whichever normal form it is typed")
    func normalForms() throws {
        #expect(try finds("e\u{301}t", name: "Été"))
    }

    @Test(
        "is the beginning of what is shown of a key, part by part, or of its kid",
        arguments: [
            "s", "sk", "sk_", "sk_l", "sk_live", "sk_live_", "sk_live_aB3", "sk_live_aB3xY90123456789",
            "sk_live_aB3xY90123456789…", "aB3", "aB3xY90123456789", "aB3xY90123456789…",
        ]
    )
    func shown(text: String) throws {
        #expect(try finds(text))
    }

    @Test(
        "minds the case of a kid, and the parts",
        arguments: [
            "ab3", "SK", "sk_test", "sk_live_ab3", "skl", "sk__", "_", "sk_live_aB3xY901234567890", "…", "ptn_",
        ]
    )
    func otherShown(text: String) throws {
        #expect(try !finds(text))
    }
}
