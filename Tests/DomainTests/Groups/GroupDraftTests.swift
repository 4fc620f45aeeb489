import Testing

@testable import Domain

struct GroupDraftTests {
    let policy = preset("tenant-settings").policy

    @Test("a group has a name, a type and scopes of the catalogue")
    func accepts() throws {
        let draft = GroupDraft(name: "Readers", type: "TENANT_API_KEY", scopes: ["payments:read", "invoices:read"])
        let plan = try draft.validated(against: policy)
        #expect(plan.name.text == "Readers")
        #expect(plan.description == .empty)
        #expect(plan.type == .tenantAPIKey)
        #expect(plan.scopes == ["payments:read", "invoices:read"])
    }

    @Test("tells everything that is wrong at once")
    func refuses() {
        let nothing = failure { try GroupDraft().validated(against: policy) }
        #expect(brief(nothing?.errors ?? []) == ["/name REQUIRED", "/type REQUIRED", "/scopes REQUIRED"])
        let draft = GroupDraft(
            name: "x",
            description: "\u{202e}",
            type: "user",
            scopes: ["invoices:read", "nonsense", "invoices:read", "invoices:READ"]
        )
        #expect(
            brief(failure { try draft.validated(against: policy) }?.errors ?? []) == [
                "/name TOO_SHORT", "/description INVALID_CHARACTER", "/type UNKNOWN_VALUE", "/scopes/1 UNKNOWN_SCOPE",
                "/scopes/2 DUPLICATE", "/scopes/3 UNKNOWN_SCOPE",
            ]
        )
    }

    @Test("more scopes than any catalogue holds are one error")
    func tooMany() {
        let draft = GroupDraft(name: "Many", type: "USER", scopes: Array(repeating: "nonsense", count: 201))
        #expect(brief(failure { try draft.validated(against: policy) }?.errors ?? []) == ["/scopes TOO_MANY"])
    }

    @Test("nobody puts into a group what is beyond their ceiling")
    func ceiling() {
        let draft = GroupDraft(name: "x", type: "USER", scopes: ["payments:write"])
        #expect(failure { try draft.validated(against: policy, ceiling: ["payments:read"]) }?.code == .roleForbidden)
    }
}
