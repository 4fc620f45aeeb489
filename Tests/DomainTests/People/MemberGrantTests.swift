import Testing

@testable import Domain

@Suite("Letting somebody be something")
struct MemberGrantTests {
    private let group: ID<AuthorizationGroup> = ID(bits: 1)
    private let now = Instant(microseconds: 1_000)

    private func roles(that role: Role) -> [Role] {
        let granter = Granter(role: role, ceiling: nil)
        return Role.allCases.filter { (try? MemberGrant(role: $0).requireHeld(by: granter, scopes: nil)) != nil }
    }

    @Test("goes no higher than one's own role, and never to the platform's")
    func noHigherRole() {
        let tenants: [Role] = [.partnerAdmin, .businessAdmin, .advisor, .member]
        #expect(roles(that: .superUser) == tenants)
        #expect(roles(that: .support) == [])
        #expect(roles(that: .partnerAdmin) == tenants)
        #expect(roles(that: .businessAdmin) == [.businessAdmin, .advisor, .member])
        #expect(roles(that: .advisor) == [.advisor, .member])
        #expect(roles(that: .member) == [.member])
    }

    @Test("ends by when one's own say is over")
    func ends() throws {
        let end = Instant(microseconds: 5_000)
        let temporary = Granter(role: .businessAdmin, ceiling: nil, endsAt: end)
        try MemberGrant(role: .member, expiresAt: end).requireHeld(by: temporary, scopes: nil)
        for beyond in [nil, Instant(microseconds: 5_001)] {
            let refusal = #expect(throws: Failure.self) {
                try MemberGrant(role: .member, expiresAt: beyond).requireHeld(by: temporary, scopes: nil)
            }
            #expect(refusal?.code == .roleForbidden)
        }
    }

    @Test("who has a ceiling gives nobody none, and none that reaches further")
    func ceilings() throws {
        let bounded = Granter(role: .businessAdmin, ceiling: ["a", "b"])
        let refusal = { (grant: MemberGrant, scopes: Set<String>?) in
            #expect(throws: Failure.self) { try grant.requireHeld(by: bounded, scopes: scopes) }
        }
        #expect(refusal(MemberGrant(role: .member), nil)?.code == .roleForbidden)
        let beyond = refusal(MemberGrant(role: .member, ceilingGroup: group), ["a", "c"])
        #expect(beyond?.members == [JSON.Member("missing_scopes", ["c"])])
        try MemberGrant(role: .member, ceilingGroup: group).requireHeld(by: bounded, scopes: ["a"])
        try MemberGrant(role: .businessAdmin, ceilingGroup: group).requireHeld(by: bounded, scopes: ["a", "b"])

        let unbounded = Granter(role: .businessAdmin, ceiling: nil)
        try MemberGrant(role: .member, ceilingGroup: group).requireHeld(by: unbounded, scopes: ["a", "c"])
    }

    @Test("says everything that cannot be in such a tenant, at once")
    func validation() {
        let grant = MemberGrant(role: .partnerAdmin, ceilingGroup: group, expiresAt: now)
        let pointers = grant.errors(in: .business, group: nil, at: now).map { "\($0.pointer) \($0.code)" }
        #expect(
            pointers == [
                "/role INVALID_VALUE", "/authorization_group_id UNKNOWN_GROUP", "/expires_at NOT_IN_FUTURE",
            ]
        )
        let later = now + .seconds(1)
        #expect(MemberGrant(role: .partnerAdmin, expiresAt: later).errors(in: .partner, group: nil, at: now).isEmpty)
    }

    @Test("only a group for people is a ceiling", arguments: GroupType.allCases)
    func groupType(type: GroupType) {
        let stored = AuthorizationGroup(
            id: group,
            tenant: ID(bits: 2),
            name: "A group",
            description: "",
            type: type,
            scopes: [],
            createdAt: now,
            updatedAt: now,
            version: 1
        )
        let errors = MemberGrant(role: .member, ceilingGroup: group).errors(in: .business, group: stored, at: now)
        #expect(errors.isEmpty == (type == .user))
    }

    @Test("is no more than before only with the same role, the same ceiling and no later end")
    func within() {
        let (end, later) = (now, now + .seconds(1))
        let lasting = MemberGrant(role: .businessAdmin)
        let ending = MemberGrant(role: .businessAdmin, expiresAt: end)
        #expect(ending.isWithin(lasting))
        #expect(lasting.isWithin(lasting))
        #expect(!lasting.isWithin(ending))
        #expect(!MemberGrant(role: .businessAdmin, expiresAt: later).isWithin(ending))
        #expect(!MemberGrant(role: .member).isWithin(lasting))
        #expect(!MemberGrant(role: .businessAdmin, ceilingGroup: group).isWithin(lasting))
    }

    @Test("keeps a tenant an admin only without an end")
    func lasting() {
        let lasting = Role.allCases.filter { MemberGrant(role: $0).isLastingAdmin }
        #expect(lasting == [.partnerAdmin, .businessAdmin])
        #expect(!MemberGrant(role: .businessAdmin, expiresAt: now).isLastingAdmin)
    }
}
