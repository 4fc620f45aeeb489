import Testing

@testable import Domain

@Suite("Who is asking")
struct ActorTests {
    private static func actor(
        _ role: Role?,
        _ proof: Proof,
        needed: Bool,
        memberships: [Membership] = []
    ) -> Actor {
        Actor(
            user: User(id: ID(bits: 1), email: "ada@example.com", name: "Ada"),
            platformRole: role,
            memberships: memberships,
            proof: proof,
            session: ID(bits: 2),
            staffNeedSecondFactor: needed,
            now: noon
        )
    }

    @Test("has what an identity provider gave only when they come from it")
    func origins() {
        let tenant = ID<Tenant>(bits: 5)
        let given = Membership(id: ID(bits: 4), tenant: tenant, role: .member, origin: .singleSignOn)
        let own = Membership(id: ID(bits: 6), tenant: tenant, role: .advisor)
        let memberships = { (proof: Proof) in
            Self.actor(nil, proof, needed: false, memberships: [given, own]).memberships
        }
        #expect(memberships(.password(secondFactor: true)) == [own])
        #expect(memberships(.identityProvider(of: [tenant])) == [given, own])
        #expect(memberships(.identityProvider(of: [ID(bits: 7)])) == [])
    }

    @Test("is of the staff without a second factor only where it is not needed", arguments: [Role.superUser, .support])
    func withheld(role: Role) {
        let password = Proof.password(secondFactor: false)
        #expect(Self.actor(role, password, needed: false).platformRole == role)
        let lacking = Self.actor(role, password, needed: true)
        #expect(lacking.platformRole == nil && lacking.withheldRole == role && lacking.needsSecondFactor)
        let shown = Self.actor(role, .password(secondFactor: true), needed: true)
        #expect(shown.platformRole == role && shown.withheldRole == nil && shown.needsSecondFactor)
    }

    @Test("has no platform role by the word of one tenant's identity provider, with or without the rule")
    func identityProvider() {
        for needed in [false, true] {
            let actor = Self.actor(.superUser, .identityProvider(of: [ID(bits: 3)]), needed: needed)
            #expect(actor.platformRole == nil && actor.withheldRole == nil && !actor.needsSecondFactor)
        }
    }

    @Test("needs none who is not of the staff")
    func others() {
        let member = Membership(id: ID(bits: 4), tenant: ID(bits: 5), role: .businessAdmin)
        let actor = Self.actor(nil, .password(secondFactor: false), needed: true, memberships: [member])
        #expect(!actor.needsSecondFactor && actor.withheldRole == nil && actor.memberships == [member])
    }

    @Test("is told what is missing, where the withheld role would do, and nowhere else")
    func refusals() {
        let password = Proof.password(secondFactor: false)
        #expect(Self.refusal(.limitDecide, to: Self.actor(.superUser, password, needed: true)) == .secondFactorMissing)
        #expect(Self.refusal(.limitDecide, to: Self.actor(nil, password, needed: true)) == .roleForbidden)
        #expect(Self.refusal(.limitDecide, to: Self.actor(.superUser, password, needed: false)) == nil)
    }

    @Test("finds no tenant but their own, and in it is told what the withheld role would let them do")
    func tenants() {
        let password = Proof.password(secondFactor: false)
        let tenant = TenantFacts(
            id: ID(bits: 5),
            kind: .business,
            parent: nil,
            route: .make(using: .seeded(1))
        )
        let outside = Self.actor(.superUser, password, needed: true)
        #expect(Access.decide(.tenantRead, by: outside, on: tenant) == .notFound)
        let member = Membership(id: ID(bits: 4), tenant: tenant.id, role: .member)
        let inside = { (role: Role) in Self.actor(role, password, needed: true, memberships: [member]) }
        #expect(Self.refusal(.limitRaise, to: inside(.superUser), on: tenant) == .secondFactorMissing)
        // Support may not raise limits with a second factor either.
        #expect(Self.refusal(.policyManage, to: inside(.support), on: tenant) == .roleForbidden)
    }

    private static func refusal(_ action: Action, to actor: Actor, on tenant: TenantFacts? = nil) -> Failure.Code? {
        do throws(Failure) {
            if let tenant {
                _ = try Access.authorize(action, by: actor, on: tenant, reason: "test")
            } else {
                try Access.authorizeEverywhere(action, by: actor)
            }
            return nil
        } catch {
            return error.code
        }
    }
}
