import Testing

@testable import Domain

struct AccessTests {
    let partner = facts(1, .partner)
    let merchant = facts(2, .business, parent: 1)
    let stranger = facts(3, .business)
    let everyRole: Set<Role> = [.partnerAdmin, .businessAdmin, .advisor]

    @Test("a tenant that cannot be read does not exist, whatever is asked of it", arguments: Action.allCases)
    func notFound(action: Action) {
        guard action != .tenantCreate else { return }
        for roles in [[(.partnerAdmin, partner)], [(.businessAdmin, merchant)], [(.advisor, merchant)], []]
            as [[(Role, TenantFacts)]]
        {
            #expect(Access.decide(action, by: actor(roles), on: stranger, keyRoles: everyRole) == .notFound)
        }
    }

    @Test("a parent is not readable from below, nor a sibling")
    func upAndAcross() {
        let sibling = facts(4, .business, parent: 1)
        let admin = actor([(.businessAdmin, merchant)])
        #expect(Access.decide(.tenantRead, by: admin, on: partner) == .notFound)
        #expect(Access.decide(.tenantRead, by: admin, on: sibling) == .notFound)
    }

    @Test("a refusal names the roles that could, here")
    func forbidden() {
        let member = actor([(.member, merchant)])
        #expect(
            Access.decide(.keyCreate, by: member, on: merchant, keyRoles: everyRole)
                == .forbidden(rolesThatCould: [.superUser, .partnerAdmin, .businessAdmin, .advisor])
        )
        #expect(
            Access.decide(.keyCreate, by: actor([(.member, stranger)]), on: stranger, keyRoles: everyRole)
                == .forbidden(rolesThatCould: [.superUser, .businessAdmin, .advisor])
        )
        #expect(
            Access.decide(.keyCreate, by: actor([(.member, partner)]), on: partner, keyRoles: everyRole)
                == .forbidden(rolesThatCould: [.superUser, .partnerAdmin])
        )
        #expect(
            Access.decide(.keyCreate, by: actor(platform: .support), on: partner, keyRoles: everyRole)
                == .forbidden(rolesThatCould: [.superUser, .partnerAdmin])
        )
        #expect(
            Access.decide(.policyManage, by: actor([(.partnerAdmin, partner)]), on: partner)
                == .forbidden(rolesThatCould: [.superUser])
        )
    }

    @Test("key_roles narrow what tenant roles may do with keys, reading included", arguments: Action.allCases)
    func keyRoles(action: Action) {
        guard action.isOnKeys else { return }
        let people: [(Role, Actor)] = [
            (.partnerAdmin, actor([(.partnerAdmin, partner)])), (.businessAdmin, actor([(.businessAdmin, merchant)])),
            (.advisor, actor([(.advisor, merchant)])),
        ]
        for (role, person) in people {
            for keyRoles in [[], [.partnerAdmin], [.businessAdmin], [.advisor], everyRole] as [Set<Role>] {
                let decision = Access.decide(action, by: person, on: merchant, keyRoles: keyRoles)
                #expect(actingRole(decision) == (keyRoles.contains(role) ? role : nil), "\(role) \(keyRoles)")
                if case .notFound = decision { Issue.record("a readable tenant was hidden from \(role)") }
            }
        }
        #expect(actingRole(Access.decide(action, by: actor(platform: .superUser), on: merchant)) == .superUser)
    }

    @Test("key_roles say nothing about anything but keys")
    func keyRolesElsewhere() {
        #expect(
            actingRole(Access.decide(.groupManage, by: actor([(.businessAdmin, merchant)]), on: merchant))
                == .businessAdmin
        )
    }

    @Test("several memberships allow what any of them allows, tenant by tenant")
    func union() {
        let person = actor([(.member, merchant), (.advisor, merchant), (.businessAdmin, stranger)])
        #expect(actingRole(Access.decide(.keyCreate, by: person, on: merchant, keyRoles: everyRole)) == .advisor)
        #expect(actingRole(Access.decide(.memberManage, by: person, on: stranger)) == .businessAdmin)
        #expect(
            Access.decide(.memberManage, by: person, on: merchant)
                == .forbidden(rolesThatCould: [.superUser, .partnerAdmin, .businessAdmin])
        )
    }

    @Test("a role that a tenant of this kind cannot have gives nothing there")
    func impossibleRole() {
        #expect(Access.decide(.tenantRead, by: actor([(.partnerAdmin, stranger)]), on: stranger) == .notFound)
        #expect(Access.decide(.tenantRead, by: actor([(.advisor, partner)]), on: partner) == .notFound)
    }

    @Test("a membership that has ended gives nothing; it ends at its instant")
    func ended() {
        for (end, isLive) in [(noon, false), (noon + .microseconds(1), true), (noon - .seconds(1), false)] {
            let person = Actor(
                user: actor().user,
                platformRole: nil,
                memberships: [membership(.businessAdmin, stranger, until: end)],
                session: ID(bits: 1),
                now: noon
            )
            #expect((Access.decide(.tenantRead, by: person, on: stranger) != .notFound) == isLive)
        }
    }

    @Test("a tenant role is no platform role, nor the other way round")
    func mixedUp() {
        #expect(actor(platform: .partnerAdmin).platformRole == nil)
        #expect(Access.decide(.tenantRead, by: actor(platform: .businessAdmin), on: stranger) == .notFound)
        #expect(Access.decide(.tenantRead, by: actor([(.superUser, stranger)]), on: stranger) == .notFound)
    }

    @Test("to create, the parent is what must be visible")
    func creating() {
        let child = facts(8, .business, parent: 1)
        let alone = facts(8, .business)
        let admin = actor([(.partnerAdmin, partner)])
        #expect(actingRole(Access.decide(.tenantCreate, by: admin, on: child)) == .partnerAdmin)
        #expect(Access.decide(.tenantCreate, by: admin, on: alone) == .forbidden(rolesThatCould: [.superUser]))
        #expect(
            Access.decide(.tenantCreate, by: admin, on: facts(8, .partner)) == .forbidden(rolesThatCould: [.superUser])
        )
        #expect(Access.decide(.tenantCreate, by: actor([(.businessAdmin, stranger)]), on: child) == .notFound)
        #expect(
            Access.decide(.tenantCreate, by: actor([(.member, partner)]), on: child)
                == .forbidden(rolesThatCould: [.superUser, .partnerAdmin])
        )
    }

    private func actingRole(_ decision: Access.Decision) -> Role? {
        if case .allowed(let permit) = decision { permit.role } else { nil }
    }
}
