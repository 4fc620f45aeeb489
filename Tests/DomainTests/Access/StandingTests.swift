import Testing

@testable import Domain

struct StandingTests {
    let partner = facts(1, .partner)
    let merchant = facts(2, .business, parent: 1)
    let everyRole: Set<Role> = [.partnerAdmin, .businessAdmin, .advisor]

    @Test("says of a live tenant what is decided of each action", arguments: Role.allCases)
    func live(role: Role) {
        let home = role == .partnerAdmin ? partner : merchant
        let actor = role.isPlatform ? actor(platform: role) : actor([(role, home)])
        let standing = standing(actor, merchant)
        for action in Action.allCases where action != .tenantCreate {
            let decision = Access.decide(action, by: actor, on: merchant, keyRoles: everyRole)
            if case .allowed(let permit) = decision {
                #expect(standing.permits.contains(permit))
            } else {
                #expect(!standing.actions.contains(action))
            }
        }
    }

    @Test("is in the order of the access table")
    func order() {
        let staff = standing(actor(platform: .superUser), partner)
        #expect(staff.actions == Action.allCases.filter { $0 != .limitRequest })
    }

    @Test("makes tenants under partners only")
    func creating() {
        let admin = actor([(.partnerAdmin, partner)])
        #expect(standing(admin, partner).actions.contains(.tenantCreate))
        #expect(!standing(admin, merchant).actions.contains(.tenantCreate))
        #expect(!standing(admin, partner, suspended: .staff).actions.contains(.tenantCreate))
    }

    @Test("leaves a suspended tenant's people no more than to see it")
    func suspended() {
        for role in [Role.businessAdmin, .advisor, .member] {
            #expect(standing(actor([(role, merchant)]), merchant, suspended: .staff).actions == [.tenantRead])
            #expect(standing(actor([(role, merchant)]), merchant, isPartnerSuspended: true).actions == [.tenantRead])
        }
        let admin = actor([(.partnerAdmin, partner)])
        #expect(standing(admin, merchant, isPartnerSuspended: true).actions == [.tenantRead])
        #expect(
            standing(admin, merchant, suspended: .partner).actions == [.tenantRead, .tenantSuspend, .tenantResume]
        )
        #expect(standing(admin, merchant, suspended: .staff).actions == [.tenantRead, .tenantSuspend])
    }

    @Test("has staff who are members act as staff where members are stopped, and only there")
    func staffWhoAreMembers() {
        let both = actor([(.businessAdmin, merchant)], platform: .superUser)
        let live = standing(both, merchant).permits.filter { $0.role == .superUser }.map(\.action)
        #expect(live == [.tenantSuspend, .tenantResume, .policyManage, .limitRaise, .limitDecide])
        let stopped = standing(both, merchant, suspended: .staff)
        #expect(stopped.permits.allSatisfy { $0.role == .superUser })
        #expect(stopped.needsReason)
        #expect(!standing(actor([(.businessAdmin, merchant)]), merchant).needsReason)
    }

    private func standing(
        _ actor: Actor,
        _ tenant: TenantFacts,
        suspended author: Suspension.Author? = nil,
        isPartnerSuspended: Bool = false
    ) -> Standing {
        Standing(
            of: actor,
            on: tenant,
            keyRoles: everyRole,
            suspension: author.map { Suspension(at: Instant(microseconds: 0), by: $0) },
            isPartnerSuspended: isPartnerSuspended
        )
    }
}
