import Testing

@testable import Domain

struct RoleTests {
    @Test(
        "each role is possible in certain kinds of tenants",
        arguments: [
            (.superUser, []), (.support, []), (.partnerAdmin, [.partner]), (.businessAdmin, [.business]),
            (.advisor, [.business]), (.member, [.partner, .business]),
        ] as [(Role, [TenantKind])]
    )
    func kinds(role: Role, kinds: [TenantKind]) {
        #expect(TenantKind.allCases.filter(role.isPossible) == kinds)
    }

    @Test(
        "nobody grants a role above their own, and nobody a platform role",
        arguments: [
            (.superUser, [.partnerAdmin, .businessAdmin, .advisor, .member]), (.support, []),
            (.partnerAdmin, [.partnerAdmin, .businessAdmin, .advisor, .member]),
            (.businessAdmin, [.businessAdmin, .advisor, .member]), (.advisor, [.advisor, .member]),
            (.member, [.member]),
        ] as [(Role, [Role])]
    )
    func grants(role: Role, granted: [Role]) {
        #expect(Role.allCases.filter(role.mayGrant) == granted)
    }

    @Test("sorts in the order of the access table")
    func order() {
        #expect(Role.allCases.reversed().sorted() == Role.allCases)
    }
}

struct PasswordTests {
    @Test(
        "takes any characters, 12 to 256 of them",
        arguments: [
            "correct horse battery", "            b", "пароль пароль", "🔑🔒🔑🔒🔑🔒🔑🔒🔑🔒🔑🔒",
            String(repeating: "ab", count: 128),
        ]
    )
    func accepts(text: String) throws {
        #expect(try Password(validating: text).text.expose() == text.normalized)
    }

    @Test(
        "refuses what is too short, too long, or one character throughout",
        arguments: [
            ("", "TOO_SHORT"), ("elevenchars", "TOO_SHORT"), (String(repeating: "ab", count: 129), "TOO_LONG"),
            (String(repeating: "a", count: 12), "TOO_SIMPLE"), (String(repeating: "e\u{301}", count: 11), "TOO_SHORT"),
        ]
    )
    func refuses(text: String, code: String) {
        let error = #expect(throws: InputError.self) { try Password(validating: text) }
        #expect(error?.code == code)
    }

    @Test("is the same however the keyboard composes it, and never printed")
    func normalizes() throws {
        let composed = try Password(validating: "caf\u{e9} au lait")
        #expect(
            Password(presented: "cafe\u{301} au lait").text.expose().utf8.elementsEqual(composed.text.expose().utf8)
        )
        #expect(!"\(composed)".contains("lait"))
    }
}
