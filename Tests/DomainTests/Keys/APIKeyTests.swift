import Testing

@testable import Domain

struct APIKeyTests {
    let later = APIKey.Attribution(at: noon + .seconds(60), user: APIKey.Person(id: ID(bits: 5), name: "Ada"))

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

    @Test("the replaced secret is there until the instant at which it ends, and never of a revoked key")
    func previousSecret() {
        let previous = APIKey.PreviousSecret(kid: "fedcba9876543210", validUntil: noon + .seconds(10))
        let rotated = key(previousSecret: previous)
        #expect(rotated.previousSecret(at: noon + .seconds(10) - .microseconds(1)) == previous)
        #expect(rotated.previousSecret(at: noon + .seconds(10)) == nil)
        #expect(rotated.revoked(later, reason: nil, compromised: false).previousSecret(at: noon) == nil)
        #expect(rotated.disabled(later).previousSecret(at: noon) == previous)
    }

    @Test("disabling, enabling and revoking say who and when, and leave the version")
    func transitions() {
        let disabled = key().disabled(later)
        #expect(disabled.disabledAt == later.at)
        #expect(disabled.updated == later)
        #expect(disabled.enabled(later).disabledAt == nil)
        let revoked = disabled.revoked(later, reason: "Lost", compromised: true)
        #expect(revoked.revocation == APIKey.Revocation(at: later.at, reason: "Lost", compromised: true))
        #expect(revoked.disabledAt == later.at)
        #expect(revoked.version == 4)
    }

    @Test("an edit is a new version, unless it changes nothing")
    func edits() {
        #expect(key().edited(later, to: key()) == nil)
        let edited = key().edited(later, to: key("Other"))
        #expect(edited?.name == "Other")
        #expect(edited?.updated == later)
        #expect(edited?.version == 5)
    }

    @Test("a rotation is a new version with another kid, that remembers the one before")
    func rotates() {
        let plan = RotationPlan(previousValidUntil: noon + .seconds(30), expiresAt: noon + .seconds(90))
        let rotated = key().rotated(later, to: "fedcba9876543210", as: plan)
        #expect(rotated.shown == "sk_live_fedcba9876543210…")
        #expect(
            rotated.previousSecret
                == APIKey.PreviousSecret(kid: "0123456789abcdef", validUntil: noon + .seconds(30))
        )
        #expect(rotated.expiresAt == noon + .seconds(90))
        #expect(rotated.version == 5)
        #expect(rotated.id == key().id)
    }

    @Test("a duplicate asks for all that the key has, but for its expiry, under another name")
    func duplicates() {
        let limit = RateLimit(requests: 5, windowSeconds: 2, burst: 7)
        let draft = KeyDraft(
            duplicating: key(rateLimit: limit, expiresAt: noon),
            expiry: ExpiryDraft(expiresIn: "30d"),
            formErrors: []
        )
        #expect(draft.name == "Server (copy)")
        #expect(draft.description == "In the cellar")
        #expect(draft.environment == "LIVE")
        #expect(draft.scopes == ["invoices:read"])
        #expect(draft.authorizationGroupID == nil)
        #expect(draft.ipAllowlist == ["10.0.0.0/8"])
        #expect(draft.rateLimit?.burst == 7)
        #expect(draft.expiry.pointers == ["/expires_in"])
        let grouped = KeyDraft(
            duplicating: key(group: APIKey.GroupReference(id: ID(bits: 3), name: "Readers")),
            expiry: ExpiryDraft(),
            formErrors: []
        )
        #expect(grouped.scopes == nil)
        #expect(grouped.groupID == ID(bits: 3))
    }
}
