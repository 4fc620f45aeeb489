import Testing

@testable import Domain

struct GroupEditTests {
    let policy = preset("tenant-settings").policy

    @Test("what is not sent stays, also what the catalogue has lost")
    func keeps() throws {
        let group = group(scopes: ["gone:read", "payments:read"])
        #expect(try GroupEdit().applied(to: group, under: policy) == group)
        let edit = GroupEdit(name: "Renamed", scopes: ["payments:write", "gone:read"])
        let edited = try edit.applied(to: group, under: policy)
        #expect(edited.name == "Renamed")
        #expect(edited.description == "Who reads")
        #expect(edited.scopes == ["payments:write", "gone:read"])
        #expect(edited.version == 3)
    }

    @Test("nothing is added but what the catalogue has and the actor holds")
    func adds() {
        let group = group(scopes: ["payments:read"])
        let lost = GroupEdit(scopes: ["gone:read", "payments:read"])
        let errors = failure { try lost.applied(to: group, under: policy) }?.errors ?? []
        #expect(brief(errors) == ["/scopes/0 UNKNOWN_SCOPE"])
        let more = GroupEdit(name: "x", scopes: ["payments:read", "payments:write"])
        #expect(failure { try more.applied(to: group, under: policy, ceiling: [] as Set) }?.code == .roleForbidden)
        #expect(throws: Never.self) {
            try GroupEdit(name: "Renamed").applied(to: group, under: policy, ceiling: [] as Set)
        }
    }

    private func group(scopes: [String]) -> AuthorizationGroup {
        AuthorizationGroup(
            id: ID(bits: 1),
            tenant: ID(bits: 2),
            name: "Readers",
            description: "Who reads",
            type: .tenantAPIKey,
            scopes: scopes,
            createdAt: noon,
            updatedAt: noon,
            version: 3
        )
    }
}
