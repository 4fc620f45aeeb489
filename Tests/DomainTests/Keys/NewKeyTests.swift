import Testing

@testable import Domain

struct NewKeyTests {
    @Test("a new key is minted for its tenant, and holds no secret")
    func mints() throws {
        let policy = preset("enterprise-dashboard").policy
        let draft = KeyDraft(name: "Server", environment: "TEST", scopes: ["invoices:read"])
        let plan = try draft.validated(against: policy, group: nil, now: noon)
        let tenant = facts(7, .business)
        let minted = NewKey.mint(
            plan,
            for: tenant,
            by: ID(bits: 5),
            now: noon,
            entropy: .seeded(1),
            peppers: peppers(3, 2)
        )
        #expect(minted.key.tenant == tenant.id)
        #expect(minted.key.plan == plan)
        #expect(minted.key.secret.kid == minted.string.kid.description)
        #expect(minted.string.route == tenant.route)
        #expect("\(minted.string)".hasPrefix("sk_test_aB3xY9"))
        #expect(minted.key.secret.digest.pepperID == 3)
        #expect(peppers(3, 2).matches(minted.string, minted.key.secret.digest))
        #expect(minted.key.createdAt == noon)
        #expect(minted.key.createdBy == ID(bits: 5))
        var dumped = ""
        dump(minted, to: &dumped)
        #expect(!dumped.contains(minted.string.whole.expose().suffix(20)))
    }
}
