import Domain
import Testing

@Suite("What a directory's groups change")
struct MembershipSyncTests {
    private static let tenant = ID<Tenant>(bits: 1)
    private static let group = ID<AuthorizationGroup>(bits: 2)

    private static func mapping(_ group: String, _ role: Role, under ceiling: ID<AuthorizationGroup>? = nil)
        -> RoleMapping
    {
        RoleMapping(id: ID(bits: 9), directoryGroup: group, role: role, ceilingGroup: ceiling)
    }

    private static func membership(_ role: Role, under ceiling: ID<AuthorizationGroup>? = nil) -> Membership {
        Membership(id: ID(bits: 3), tenant: tenant, role: role, ceilingGroup: ceiling)
    }

    private static func sync(
        _ groups: Set<String>,
        _ mappings: [RoleMapping],
        own: [Membership] = [],
        others: [Membership] = []
    ) -> MembershipSync {
        MembershipSync(groups: groups, mappings: mappings, own: own, others: others)
    }

    @Test("are nothing without a mapping, whatever the groups are called")
    func noMapping() {
        #expect(Self.sync(["BUSINESS_ADMIN", "admins"], []).isEmpty)
        #expect(Self.sync(["admins"], [Self.mapping("Admins", .businessAdmin)]).isEmpty)
    }

    @Test("give what each mapping says, and `*` gives to everybody")
    func given() {
        let mappings = [Self.mapping("Leads", .businessAdmin, under: Self.group), Self.mapping("*", .member)]
        #expect(
            Self.sync(["Leads"], mappings).given
                == [.init(role: .businessAdmin, ceilingGroup: Self.group), .init(role: .member, ceilingGroup: nil)]
        )
        #expect(Self.sync([], mappings).given.map(\.role) == [.member])
    }

    @Test("give nobody a role that they have from elsewhere")
    func hadAlready() {
        let sync = Self.sync(
            ["Leads"],
            [Self.mapping("Leads", .businessAdmin)],
            others: [Self.membership(.businessAdmin)]
        )
        #expect(sync.isEmpty)
    }

    @Test("take back what they no longer give, and nothing from elsewhere")
    func taken() {
        let sync = Self.sync([], [], own: [Self.membership(.member)], others: [Self.membership(.advisor)])
        #expect(sync.taken.map(\.role) == [.member])
    }

    @Test("move a ceiling when the mapping has another one")
    func bounded() {
        let mappings = [Self.mapping("Leads", .advisor, under: Self.group)]
        let sync = Self.sync(["Leads"], mappings, own: [Self.membership(.advisor)])
        #expect(sync.bounded.map(\.ceilingGroup) == [Self.group])
        #expect(sync.given.isEmpty && sync.taken.isEmpty)
        #expect(Self.sync(["Leads"], mappings, own: [Self.membership(.advisor, under: Self.group)]).isEmpty)
    }

    @Test("leave the first mapping's ceiling where two give the same role")
    func twice() {
        let mappings = [Self.mapping("A", .advisor, under: Self.group), Self.mapping("B", .advisor)]
        #expect(Self.sync(["A", "B"], mappings).given == [.init(role: .advisor, ceilingGroup: Self.group)])
    }

    @Test("leave the tenant its last admin")
    func lastAdmin() {
        let admin = Self.membership(.businessAdmin)
        var sync = Self.sync([], [], own: [admin])
        sync.keep(admin)
        #expect(sync.isEmpty)
    }
}
