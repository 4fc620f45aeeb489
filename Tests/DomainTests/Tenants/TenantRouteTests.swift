import Testing

@testable import Domain

struct TenantRouteTests {
    @Test(
        "six base62 characters, nothing else",
        arguments: ["", "abcde", "abcdefg", "abcde_", "abcdé", "abc de", "abcde\u{301}"]
    )
    func refuses(text: String) {
        #expect(TenantRoute(text) == nil)
    }

    @Test("a made one is readable")
    func makes() {
        for seed in UInt64(0)..<100 {
            let made = TenantRoute.make(using: .seeded(seed))
            #expect(TenantRoute(made.description) == made)
        }
    }
}
