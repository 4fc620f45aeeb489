import Domain
import Testing

@testable import Store
@testable import Verification

@Suite("What POST /v1/verify answers")
struct OutcomeTextTests {
    private static let words = ["orders:read", "", "\"", "\\", "é", "😀", "a\nb", "\u{0}", "\u{7f}", "</script>", "日本"]

    private static func key(_ random: inout Random) throws -> VerifiableKey {
        let scopes = (0..<random.below(4)).map { _ in words[random.below(words.count)] }
        return VerifiableKey(
            id: .make(at: testNow, using: .seeded(UInt64(random.below(1_000_000)))),
            tenant: .make(at: testNow, using: .seeded(UInt64(random.below(1_000_000)))),
            kid: try #require(Kid("aB3xY90123456789")),
            name: words[random.below(words.count)] + words[random.below(words.count)],
            environment: random.below(2) == 0 ? .live : .test,
            scopes: scopes,
            group: nil,
            ipAllowlist: [],
            rateLimit: nil,
            expiresAt: random.below(2) == 0 ? nil : Instant(microseconds: Int64(random.below(4_000_000_000_000_000))),
            disabledAt: nil,
            revokedAt: nil,
            digest: KeyDigest(pepperID: 1, mac: []),
            secretValidUntil: nil
        )
    }

    private static let tally = UsageTally.unread

    private static func known(_ key: VerifiableKey) -> CachedKey {
        let standing = TenantStanding(isSuspended: false, lastNow: testNow, version: 1)
        return CachedKey(
            KeySnapshot(key: key, standing: standing, partner: nil, partnerID: nil),
            marks: [],
            usage: tally
        )
    }

    /// As JSON is written everywhere else.
    private static func expected(_ outcome: Verifier.Outcome) -> JSON {
        let key = outcome.key
        let text = { (text: String?) in text.map(JSON.string) ?? JSON.null }
        return [
            "valid": .bool(outcome.verdict == .valid),
            "verdict": .string(outcome.verdict.rawValue),
            "key_id": text(key?.id.description),
            "tenant_id": text(key?.tenant.description),
            "name": text(key?.name),
            "environment": text(key?.environment.rawValue),
            "scopes": .array((key?.scopes ?? []).map(JSON.string)),
            "expires_at": text(key?.expiresAt?.description),
            "missing_scopes": .array(outcome.missingScopes.map(JSON.string)),
        ]
    }

    @Test("is the same bytes that any JSON writer of ours would write")
    func isJSON() throws {
        var random = Random(seed: 1)
        for _ in 0..<20_000 {
            let outcome = Verifier.Outcome(
                verdict: Verdict.allCases[random.below(Verdict.allCases.count)],
                missingScopes: (0..<random.below(3)).map { _ in Self.words[random.below(Self.words.count)] },
                known: random.below(4) == 0 ? nil : Self.known(try Self.key(&random)),
                rate: nil
            )
            #expect(outcome.encoded() == Self.expected(outcome).encoded())
        }
    }
}
