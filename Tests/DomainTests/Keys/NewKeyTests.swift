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
        #expect(minted.key.kid == minted.string.kid)
        #expect(minted.string.route == tenant.route)
        #expect("\(minted.string)".hasPrefix("sk_test_aB3xY9"))
        #expect(minted.key.digest.pepperID == 3)
        #expect(peppers(3, 2).matches(minted.string, minted.key.digest))
        #expect(minted.key.createdAt == noon)
        #expect(minted.key.createdBy == ID(bits: 5))
        var dumped = ""
        dump(minted, to: &dumped)
        #expect(!dumped.contains(minted.string.whole.expose().suffix(20)))
    }
}

struct APIKeyTests {
    private func key(disabledAt: Instant? = nil, expiresAt: Instant? = nil, revocation: APIKey.Revocation? = nil)
        -> APIKey
    {
        let attribution = APIKey.Attribution(at: noon, user: nil)
        return APIKey(
            id: ID(bits: 1),
            tenant: ID(bits: 2),
            name: "Server",
            description: "",
            environment: .live,
            shown: "sk_live_0123456789abcdef…",
            scopes: ["invoices:read"],
            group: nil,
            ipAllowlist: [],
            rateLimit: nil,
            expiresAt: expiresAt,
            disabledAt: disabledAt,
            revocation: revocation,
            created: attribution,
            updated: attribution,
            duplicatedFrom: nil,
            previousSecret: nil,
            version: 1
        )
    }

    @Test("status and expiration follow from its facts and now")
    func derives() {
        #expect(key().status(at: noon) == .active)
        #expect(key(disabledAt: noon).status(at: noon) == .disabled)
        let ending = key(disabledAt: noon, expiresAt: noon + .seconds(1))
        #expect(ending.status(at: noon) == .disabled)
        #expect(ending.expiration(at: noon) == .expiringSoon)
        #expect(ending.status(at: noon + .seconds(1)) == .expired)
        #expect(ending.expiration(at: noon + .seconds(1)) == .expired)
        let revoked = key(expiresAt: noon, revocation: APIKey.Revocation(at: noon, reason: nil, compromised: false))
        #expect(revoked.status(at: noon) == .revoked)
    }
}
