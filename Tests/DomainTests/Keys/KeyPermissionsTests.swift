import Testing

@testable import Domain

struct KeyPermissionsTests {
    let dashboard = preset("enterprise-dashboard").policy
    let portal = preset("partner-portal").policy
    let settings = preset("tenant-settings").policy

    private func draft(
        scopes: [String]? = nil,
        fullAccess: Bool? = nil,
        group: String? = nil
    ) -> KeyDraft {
        KeyDraft(name: "Server", scopes: scopes, fullAccess: fullAccess, authorizationGroupID: group)
    }

    private func group(_ type: GroupType = .tenantAPIKey, number: UInt128 = 1) -> AuthorizationGroup {
        AuthorizationGroup(
            id: ID(bits: number),
            tenant: ID(bits: 1),
            name: "Readers",
            description: "",
            type: type,
            scopes: ["invoices:read"],
            createdAt: noon,
            updatedAt: noon,
            version: 1
        )
    }

    private func errors(_ draft: KeyDraft, _ policy: Policy, _ group: AuthorizationGroup? = nil) -> [String] {
        brief(failure { try draft.validated(against: policy, group: group, now: noon) }?.errors ?? [])
    }

    @Test("full access is every scope of the catalogue, where the policy has it")
    func fullAccess() throws {
        let plan = try draft(fullAccess: true).validated(against: dashboard, group: nil, now: noon)
        #expect(plan.permissions == .scopes(dashboard.scopes.map(\.name)))
        #expect(errors(draft(fullAccess: true), portal) == ["/full_access NOT_ALLOWED_BY_POLICY"])
    }

    @Test("full access and scopes exclude each other; full_access false says nothing")
    func both() throws {
        #expect(
            errors(draft(scopes: ["invoices:read"], fullAccess: true), dashboard)
                == ["/scopes MUTUALLY_EXCLUSIVE", "/full_access MUTUALLY_EXCLUSIVE"]
        )
        #expect(throws: Never.self) {
            try draft(scopes: ["merchants:read"], fullAccess: false).validated(against: portal, group: nil, now: noon)
        }
        #expect(errors(draft(fullAccess: false), dashboard) == ["/scopes REQUIRED"])
        #expect(errors(draft(scopes: []), dashboard) == ["/scopes REQUIRED"])
    }

    @Test("a key of a group policy has its group and nothing else")
    func groups() throws {
        let id = group().id.description
        #expect(
            try draft(group: id).validated(against: settings, group: group(), now: noon).permissions
                == .group(group().id)
        )
        #expect(
            errors(draft(scopes: ["invoices:read"], fullAccess: true, group: id), settings, group())
                == ["/scopes NOT_ALLOWED_BY_POLICY", "/full_access NOT_ALLOWED_BY_POLICY"]
        )
        #expect(errors(draft(), settings) == ["/authorization_group_id REQUIRED"])
        #expect(errors(draft(group: "nonsense"), settings) == ["/authorization_group_id UNKNOWN_GROUP"])
        #expect(errors(draft(group: id), settings, nil) == ["/authorization_group_id UNKNOWN_GROUP"])
        #expect(errors(draft(group: id), settings, group(number: 2)) == ["/authorization_group_id UNKNOWN_GROUP"])
        #expect(errors(draft(group: id), settings, group(.user)) == ["/authorization_group_id WRONG_GROUP_TYPE"])
        #expect(
            errors(draft(scopes: ["invoices:read"], group: id), dashboard, group()) == [
                "/authorization_group_id NOT_ALLOWED_BY_POLICY"
            ]
        )
    }

    @Test("the id of the group to look up is there only when it is one")
    func groupID() {
        #expect(draft(group: group().id.description).groupID == group().id)
        #expect(draft(group: "key_00000000000000000000000001").groupID == nil)
        #expect(draft().groupID == nil)
    }

    @Test("nobody gives a key what is beyond their ceiling: by scopes, full access or group")
    func ceiling() {
        let ceiling: Set<String> = ["clients:read"]
        let missing = { (draft: KeyDraft, policy: Policy, group: AuthorizationGroup?) -> JSON? in
            let refusal = failure { try draft.validated(against: policy, group: group, ceiling: ceiling, now: noon) }
            #expect(refusal?.code == .roleForbidden)
            return refusal?.members.first?.value
        }
        #expect(missing(draft(scopes: ["clients:read", "invoices:read"]), dashboard, nil) == ["invoices:read"])
        #expect(missing(draft(group: group().id.description), settings, group()) == ["invoices:read"])
        let all = missing(draft(fullAccess: true), dashboard, nil)
        #expect(all == .strings(dashboard.scopes.map(\.name).filter { $0 != "clients:read" }))
        #expect(throws: Never.self) {
            try draft(scopes: ["clients:read"]).validated(against: dashboard, group: nil, ceiling: ceiling, now: noon)
        }
    }

    @Test("the ceiling is told before anything that is merely wrong")
    func order() {
        let wrong = KeyDraft(scopes: ["invoices:read", "nonsense"])
        let refusal = failure { try wrong.validated(against: dashboard, group: nil, ceiling: [], now: noon) }
        #expect(refusal?.code == .roleForbidden)
    }
}
