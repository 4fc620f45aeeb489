import Testing

@testable import Domain

struct RotationTests {
    let dashboard = preset("enterprise-dashboard").policy
    let settings = preset("tenant-settings").policy

    private func errors(_ draft: RotationDraft, _ policy: Policy) -> [String] {
        brief(failure { try draft.validated(for: key(), under: policy, now: noon) }?.errors ?? [])
    }

    @Test("the replaced secret ends now, unless a grace is asked for, and never after the key")
    func ends() throws {
        let end = { (grace: Int?, expiresAt: Instant?) in
            try RotationDraft(graceSeconds: grace)
                .validated(for: key(expiresAt: expiresAt), under: dashboard, now: noon).previousValidUntil
        }
        #expect(try end(nil, nil) == noon)
        #expect(try end(0, nil) == noon)
        #expect(try end(86_400, nil) == noon + .seconds(86_400))
        #expect(try end(86_400, noon + .seconds(60)) == noon + .seconds(60))
        #expect(try end(60, noon + .seconds(60)) == noon + .seconds(60))
        #expect(try end(59, noon + .seconds(60)) == noon + .seconds(59))
    }

    @Test("a grace is as long as the policy lets it be")
    func longest() {
        #expect(errors(RotationDraft(graceSeconds: 86_401), dashboard) == ["/grace_seconds NOT_ALLOWED_BY_POLICY"])
        #expect(errors(RotationDraft(graceSeconds: 1), settings) == ["/grace_seconds NOT_ALLOWED_BY_POLICY"])
        #expect(errors(RotationDraft(graceSeconds: -1), settings) == ["/grace_seconds OUT_OF_RANGE"])
    }

    @Test("the expiry stays unless another is asked for, where the policy lets that be")
    func expiry() throws {
        let ending = key(expiresAt: noon + .seconds(60))
        let kept = try RotationDraft().validated(for: ending, under: settings, now: noon)
        #expect(kept.expiresAt == noon + .seconds(60))
        let moved = RotationDraft(expiry: ExpiryDraft(expiresOn: "2026-12-31"))
        let plan = try moved.validated(for: ending, under: settings, now: noon)
        #expect(plan.expiresAt == instant("2027-01-01T00:00:00Z"))
        #expect(errors(moved, dashboard) == ["/expires_on NOT_ALLOWED_BY_POLICY"])
        let both = RotationDraft(expiry: ExpiryDraft(expiresIn: "1y", expiresAt: "x"))
        #expect(errors(both, dashboard) == ["/expires_in NOT_ALLOWED_BY_POLICY", "/expires_at NOT_ALLOWED_BY_POLICY"])
        #expect(errors(both, settings) == ["/expires_in MUTUALLY_EXCLUSIVE", "/expires_at MUTUALLY_EXCLUSIVE"])
        var none = settings
        none.expiryMode = .none
        #expect(errors(moved, none) == ["/expires_on NOT_ALLOWED_BY_POLICY"])
    }

    @Test("a required expiry that is not asked for again is the key's own, not the default")
    func required() throws {
        var portal = preset("partner-portal").policy
        portal.rotationSetsExpiry = true
        let ending = key(expiresAt: noon + .seconds(60))
        #expect(try RotationDraft().validated(for: ending, under: portal, now: noon).expiresAt == ending.expiresAt)
    }

    @Test("the grace follows a new expiry")
    func graceAndExpiry() throws {
        var policy = settings
        policy.rotationGraceMax = 3600
        let draft = RotationDraft(graceSeconds: 3600, expiry: ExpiryDraft(expiresAt: "2026-11-21T12:00:10Z"))
        let plan = try draft.validated(for: key(), under: policy, now: noon)
        #expect(plan.previousValidUntil == noon + .seconds(10))
    }

    @Test("a new expiry does not lengthen the life of the secret that is replaced")
    func graceAndLaterExpiry() throws {
        var policy = settings
        policy.rotationGraceMax = 3600
        let draft = RotationDraft(graceSeconds: 3600, expiry: ExpiryDraft(expiresAt: "2099-01-01T00:00:00Z"))
        let plan = try draft.validated(for: key(expiresAt: noon + .seconds(30)), under: policy, now: noon)
        #expect(plan.previousValidUntil == noon + .seconds(30))
        #expect(plan.expiresAt == Instant(rfc3339: "2099-01-01T00:00:00Z"))
    }

    @Test("a key that can do more than the actor may grant is not theirs to rotate")
    func ceiling() throws {
        let refused = failure {
            try RotationDraft(graceSeconds: -1)
                .validated(for: key(scopes: ["invoices:read", "gone:read"]), under: dashboard, ceiling: [], now: noon)
        }
        #expect(refused?.code == .roleForbidden)
        #expect(refused?.members == [JSON.Member("missing_scopes", ["invoices:read", "gone:read"])])
    }

    @Test("the secret that takes its place has the key's own prefix and environment, and its tenant's route")
    func mints() {
        let minted = NewSecret.mint(
            replacing: key(),
            of: facts(7, .business),
            entropy: .seeded(1),
            peppers: peppers(3, 2)
        )
        #expect(minted.string.whole.expose().hasPrefix("sk_live_aB3xY9"))
        #expect(minted.secret.kid == minted.string.kid.description)
        #expect(minted.secret.digest.pepperID == 3)
        #expect(peppers(3, 2).matches(minted.string, minted.secret.digest))
        var dumped = ""
        dump(minted, to: &dumped)
        #expect(!dumped.contains(minted.string.whole.expose().suffix(20)))
    }
}
