import Testing

@testable import Domain

struct KeyEditTests {
    let dashboard = preset("enterprise-dashboard").policy
    let settings = preset("tenant-settings").policy

    private func policy(_ model: PermissionModel, _ editing: PermissionEditing) -> Policy {
        var policy = dashboard
        policy.permissionModel = model
        policy.permissionEditing = editing
        return policy
    }

    private func errors(_ edit: KeyEdit, _ policy: Policy, of key: APIKey, group: AuthorizationGroup? = nil) -> [String]
    {
        brief(failure { try edit.applied(to: key, under: policy, group: group) }?.errors ?? [])
    }

    @Test("nothing sent is nothing changed, under any policy", arguments: Preset.shipped)
    func nothing(preset: Preset) throws {
        let key = key()
        #expect(try KeyEdit().applied(to: key, under: preset.policy, group: nil) == key)
    }

    @Test("names, descriptions and allowlists are checked as at creation, all at once")
    func checks() throws {
        let edit = KeyEdit(name: "Cafe\u{301}", description: "", ipAllowlist: ["2001:DB8::/32"])
        let edited = try edit.applied(to: key(), under: dashboard, group: nil)
        #expect(edited.name == "Caf\u{E9}")
        #expect(edited.description == "")
        #expect(edited.ipAllowlist == [network("2001:db8::/32")])
        let wrong = KeyEdit(
            name: "x",
            description: "\u{202e}",
            ipAllowlist: ["10.0.0.1/8", "10.0.0.1", "10.0.0.1/32"],
            scopes: ["invoices:read"],
            authorizationGroupID: "x",
            formErrors: [InputError("/what", "UNKNOWN_FIELD", "")]
        )
        #expect(
            errors(wrong, dashboard, of: key()) == [
                "/what UNKNOWN_FIELD", "/name TOO_SHORT", "/description INVALID_CHARACTER",
                "/ip_allowlist/0 INVALID_ADDRESS", "/ip_allowlist/2 DUPLICATE", "/scopes NOT_EDITABLE",
                "/authorization_group_id NOT_EDITABLE",
            ]
        )
    }

    @Test("a rate limit is any that a new key may have, or with none the policy's")
    func rateLimits() throws {
        let limit = try #require(RateLimit(requests: 5, windowSeconds: 60, burst: 9))
        var policy = dashboard
        let own = KeyEdit(rateLimit: .own(RateLimitDraft(requests: 5, windowSeconds: 60, burst: 9)))
        #expect(try own.applied(to: key(), under: policy, group: nil).rateLimit == limit)
        let asRequests = KeyEdit(rateLimit: .own(RateLimitDraft(requests: 7, windowSeconds: 1)))
        #expect(try asRequests.applied(to: key(rateLimit: limit), under: policy, group: nil).rateLimit?.burst == 7)
        let none = KeyEdit(rateLimit: .policys)
        #expect(try none.applied(to: key(rateLimit: limit), under: policy, group: nil).rateLimit == nil)
        policy.rateLimit = RateLimit(requests: 1, windowSeconds: 1, burst: 1)
        #expect(try none.applied(to: key(rateLimit: limit), under: policy, group: nil).rateLimit == policy.rateLimit)
        #expect(
            try KeyEdit(name: "Other").applied(to: key(rateLimit: limit), under: policy, group: nil).rateLimit == limit
        )
        let wrong = KeyEdit(rateLimit: .own(RateLimitDraft(requests: 0, burst: 1_000_001)))
        #expect(
            errors(wrong, policy, of: key()) == [
                "/rate_limit/requests OUT_OF_RANGE", "/rate_limit/window_seconds REQUIRED",
                "/rate_limit/burst OUT_OF_RANGE",
            ]
        )
    }

    @Test("scopes: immutable, only fewer, or any of the catalogue; one that the catalogue has lost may stay")
    func scopes() throws {
        let key = key(scopes: ["invoices:read", "gone:read"])
        let same = KeyEdit(scopes: ["invoices:read"])
        #expect(errors(same, policy(.scopes, .immutable), of: key) == ["/scopes NOT_EDITABLE"])
        #expect(errors(same, policy(.group, .editable), of: key) == ["/scopes NOT_EDITABLE"])
        let kept = KeyEdit(scopes: ["gone:read"])
        for editing in [PermissionEditing.narrowOnly, .editable] {
            #expect(try kept.applied(to: key, under: policy(.scopes, editing), group: nil).scopes == ["gone:read"])
        }
        let more = KeyEdit(scopes: ["invoices:read", "payouts:read"])
        #expect(errors(more, policy(.scopes, .narrowOnly), of: key) == ["/scopes/1 NOT_ALLOWED_BY_POLICY"])
        let edited = try more.applied(to: key, under: policy(.scopes, .editable), group: nil)
        #expect(edited.scopes == ["invoices:read", "payouts:read"])
        for editing in [PermissionEditing.narrowOnly, .editable] {
            let wrong = KeyEdit(scopes: ["nonsense", "invoices:read", "invoices:read"])
            #expect(
                errors(wrong, policy(.scopes, editing), of: key) == ["/scopes/0 UNKNOWN_SCOPE", "/scopes/2 DUPLICATE"]
            )
            #expect(errors(KeyEdit(scopes: []), policy(.scopes, editing), of: key) == ["/scopes REQUIRED"])
        }
    }

    @Test("a key that had a group gets scopes of its own, where keys have those now")
    func fromGroupToScopes() throws {
        let key = key(group: APIKey.GroupReference(id: ID(bits: 3), name: "Readers"))
        let edited = try KeyEdit(scopes: ["invoices:read"])
            .applied(to: key, under: policy(.scopes, .narrowOnly), group: nil)
        #expect(edited.group == nil)
        #expect(edited.scopes == ["invoices:read"])
    }

    @Test("groups: immutable, one without further scopes, or any; of the type for keys")
    func groups() throws {
        let key = key(group: APIKey.GroupReference(id: ID(bits: 3), name: "Readers"))
        let (fewer, more) = (group(4, []), group(5, ["invoices:read", "payouts:read"]))
        let edit = { (group: AuthorizationGroup) in KeyEdit(authorizationGroupID: group.id.description) }
        let pointer = "/authorization_group_id"
        #expect(
            errors(edit(fewer), policy(.group, .immutable), of: key, group: fewer) == ["\(pointer) NOT_EDITABLE"]
        )
        #expect(errors(edit(fewer), policy(.scopes, .editable), of: key, group: fewer) == ["\(pointer) NOT_EDITABLE"])
        let narrow = policy(.group, .narrowOnly)
        #expect(errors(edit(more), narrow, of: key, group: more) == ["\(pointer) NOT_ALLOWED_BY_POLICY"])
        #expect(try edit(fewer).applied(to: key, under: narrow, group: fewer).scopes == [])
        let edited = try edit(more).applied(to: key, under: policy(.group, .editable), group: more)
        #expect(edited.scopes == more.scopes)
        #expect(edited.group == APIKey.GroupReference(id: more.id, name: "Group 5"))
        #expect(errors(edit(more), settings, of: key, group: nil) == ["\(pointer) UNKNOWN_GROUP"])
        #expect(errors(edit(more), settings, of: key, group: fewer) == ["\(pointer) UNKNOWN_GROUP"])
        let people = group(6, ["invoices:read"], .user)
        #expect(errors(edit(people), settings, of: key, group: people) == ["\(pointer) WRONG_GROUP_TYPE"])
    }

    @Test("what is added is within the ceiling; what is there already is not asked about")
    func ceiling() throws {
        let key = key(scopes: ["payouts:read"])
        let add = KeyEdit(name: "x", scopes: ["payouts:read", "invoices:read"])
        let editable = policy(.scopes, .editable)
        let refused = failure { try add.applied(to: key, under: editable, group: nil, ceiling: ["customers:read"]) }
        #expect(refused?.code == .roleForbidden)
        #expect(refused?.members == [JSON.Member("missing_scopes", ["invoices:read"])])
        let within = failure { try add.applied(to: key, under: editable, group: nil, ceiling: ["invoices:read"]) }
        #expect(within?.code == .validationFailed)
        // What cannot be edited anyway is told as that.
        let fixed = failure { try add.applied(to: key, under: dashboard, group: nil, ceiling: []) }
        #expect(fixed?.code == .validationFailed)

        let other = group(4, ["payouts:read", "gone:read"])
        let regroup = KeyEdit(authorizationGroupID: other.id.description)
        let grouped = failure {
            try regroup.applied(to: key, under: policy(.group, .editable), group: other, ceiling: ["payouts:read"])
        }
        #expect(grouped?.members == [JSON.Member("missing_scopes", ["gone:read"])])
    }
}
