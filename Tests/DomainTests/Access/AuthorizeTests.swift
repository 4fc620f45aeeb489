import Testing

@testable import Domain

struct AuthorizeTests {
    let partner = facts(1, .partner)
    let stranger = facts(3, .business)

    @Test("refuses in order: not found, forbidden, missing reason")
    func order() throws {
        let member = actor([(.member, stranger)])
        #expect(failure { try Access.authorize(.keyCreate, by: member, on: partner, reason: nil) }?.code == .notFound)
        #expect(
            failure { try Access.authorize(.keyCreate, by: member, on: stranger, reason: nil) }?.code == .roleForbidden
        )
        let support = actor(platform: .support)
        #expect(
            failure { try Access.authorize(.keyCreate, by: support, on: partner, reason: nil) }?.code == .roleForbidden
        )
        #expect(
            failure { try Access.authorize(.keyRevoke, by: support, on: partner, reason: nil) }?.code == .reasonRequired
        )
        #expect(try Access.authorize(.keyRevoke, by: support, on: partner, reason: "leaked").role == .support)
    }

    @Test("what cannot be read is refused in the same words as what does not exist")
    func sameWords() {
        let refusal = failure { try Access.authorize(.tenantRead, by: actor(), on: partner, reason: nil) }
        #expect(refusal?.detail == Failure.notFound().detail)
        #expect(refusal?.members.isEmpty == true)
    }

    @Test("a refusal carries the roles that could")
    func roles() {
        let refusal = failure {
            try Access.authorize(.tenantSuspend, by: actor([(.partnerAdmin, partner)]), on: partner, reason: nil)
        }
        #expect(refusal?.members == [JSON.Member("roles", ["SUPER_USER"])])
        #expect(refusal?.detail == "It takes SUPER_USER: tenant.suspend.")
    }

    @Test("staff changing a tenant's data give a reason; reading and limits need none", arguments: Action.allCases)
    func reasons(action: Action) {
        let staff = actor(platform: .superUser)
        guard AccessTable.reach(of: .superUser, for: action) == .any else { return }
        let changes: Set<Action> = Set(Action.allCases).subtracting([
            .tenantRead, .policyRead, .limitRead, .limitRaise, .limitDecide, .memberRead, .groupRead, .keyRead,
            .webhookRead, .auditRead,
        ])
        for reason in [nil, "", " \n\u{200b}"] as [String?] {
            let code = changes.contains(action) ? Failure.Code.reasonRequired : nil
            do {
                _ = try Access.authorize(action, by: staff, on: partner, reason: reason)
                #expect(code == nil)
            } catch {
                #expect(error.code == code)
            }
        }
        #expect(throws: Never.self) { try Access.authorize(action, by: staff, on: partner, reason: "ticket 12") }
    }

    @Test("staff who act as one of the tenant's own people need no reason")
    func staffAsMember() throws {
        let person = actor([(.businessAdmin, stranger)], platform: .superUser)
        #expect(try Access.authorize(.groupManage, by: person, on: stranger, reason: nil).role == .businessAdmin)
        #expect(
            failure { try Access.authorize(.groupManage, by: person, on: partner, reason: nil) }?.code
                == .reasonRequired
        )
    }
}

struct CeilingTests {
    let tenant = facts(3, .business)
    let policy = preset("merchant-portal").policy

    @Test("a permit is bounded only when every membership behind it is")
    func permit() {
        let bounded = membership(.advisor, tenant, ceiling: 5)
        let other = membership(.businessAdmin, tenant, ceiling: 6)
        let free = membership(.businessAdmin, tenant)
        let groups = { (memberships: [Membership]) in
            Permit(action: .keyCreate, role: .advisor, memberships: memberships).ceilingGroups
        }
        #expect(groups([bounded]) == [ID(bits: 5)])
        #expect(groups([bounded, other]) == [ID(bits: 5), ID(bits: 6)])
        #expect(groups([bounded, free]) == nil)
        #expect(groups([free]) == nil)
        #expect(groups([]) == nil)
    }

    @Test("a membership that does not allow the action lends it no freedom")
    func unrelated() {
        let person = Actor(
            user: actor().user,
            platformRole: nil,
            memberships: [membership(.advisor, tenant, ceiling: 5), membership(.member, tenant)],
            session: ID(bits: 1),
            now: noon
        )
        guard case .allowed(let permit) = Access.decide(.keyCreate, by: person, on: tenant, keyRoles: [.advisor]) else {
            Issue.record("not allowed")
            return
        }
        #expect(permit.ceilingGroups == [ID(bits: 5)])
    }

    @Test("scopes beyond the ceiling are refused by name")
    func check() {
        #expect(throws: Never.self) { try Ceiling.check(["invoices:read"], of: policy, within: nil) }
        #expect(throws: Never.self) { try Ceiling.check(["invoices:read"], of: policy, within: ["invoices:read"]) }
        let refusal = failure {
            try Ceiling.check(["payments:write", "invoices:read", "nonsense"], of: policy, within: ["invoices:read"])
        }
        #expect(refusal?.code == .roleForbidden)
        #expect(refusal?.members == [JSON.Member("missing_scopes", ["payments:write"])])
    }
}
