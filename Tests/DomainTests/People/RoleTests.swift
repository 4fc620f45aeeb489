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
