import Testing

@testable import Domain

@Suite("What is about all tenants at once")
struct AuthorizeEverywhereTests {
    @Test("is for the platform's staff who may do it on any tenant", arguments: Role.allCases)
    func staff(role: Role) {
        let someone =
            role.isPlatform
            ? actor(platform: role) : actor([(role, facts(1, role == .partnerAdmin ? .partner : .business))])
        for action in Action.allCases {
            guard AccessTable.reach(of: role, for: action) != .any else {
                #expect(throws: Never.self) { try Access.authorizeEverywhere(action, by: someone) }
                continue
            }
            let failure = #expect(throws: Failure.self) { try Access.authorizeEverywhere(action, by: someone) }
            #expect(failure?.code == .roleForbidden)
        }
    }

    @Test("says whose it is to everybody else")
    func others() {
        let failure = #expect(throws: Failure.self) {
            try Access.authorizeEverywhere(.limitDecide, by: actor([(.partnerAdmin, facts(1, .partner))]))
        }
        #expect(failure?.members == [JSON.Member("roles", ["SUPER_USER", "SUPPORT"])])
    }
}
