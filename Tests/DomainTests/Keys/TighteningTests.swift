import Testing

@testable import Domain

@Suite("A change of a key")
struct TighteningTests {
    private static let before = key { _ in }

    private static func key(_ change: (inout APIKey) -> Void) -> APIKey {
        var key = APIKey(
            id: ID(bits: 1),
            tenant: ID(bits: 2),
            name: "Orders",
            description: "",
            environment: .live,
            secretPrefix: "sk",
            kid: "aB3xY90123456789",
            scopes: ["orders:read", "orders:write"],
            group: nil,
            ipAllowlist: networks("10.0.0.0/8", "192.0.2.1"),
            rateLimit: nil,
            expiresAt: noon + .seconds(60),
            disabledAt: nil,
            revocation: nil,
            created: by,
            updated: by,
            duplicatedFrom: nil,
            previousSecret: nil,
            version: 1
        )
        change(&key)
        return key
    }

    private static let by = APIKey.Attribution(at: noon, user: nil)

    private static func networks(_ texts: String...) -> [IPNetwork] { texts.compactMap { IPNetwork($0) } }

    @Test("tightens when a check that passed may be refused")
    func tightens() {
        let changes: [(String, (inout APIKey) -> Void)] = [
            ("revoked", { $0.revocation = APIKey.Revocation(at: noon, reason: nil, compromised: false) }),
            ("disabled", { $0.disabledAt = noon }),
            ("rotated", { $0.kid = "aB3xY9abcdefghij" }),
            ("an earlier end", { $0.expiresAt = noon + .seconds(59) }),
            ("a scope less", { $0.scopes = ["orders:read"] }),
            ("another scope instead", { $0.scopes = ["orders:read", "orders:delete"] }),
            ("a narrower network", { $0.ipAllowlist = Self.networks("10.0.0.0/9", "192.0.2.1") }),
            ("a network less", { $0.ipAllowlist = Self.networks("10.0.0.0/8") }),
        ]
        for (what, change) in changes {
            #expect(Self.before.isTightened(by: Self.key(change)), "\(what)")
        }
    }

    @Test("does not tighten when every check that passed still passes")
    func loosens() {
        let changes: [(String, (inout APIKey) -> Void)] = [
            ("nothing", { _ in }),
            ("another name", { $0.name = "Returns" }),
            ("a later end", { $0.expiresAt = noon + .seconds(61) }),
            ("no end", { $0.expiresAt = nil }),
            ("a scope more", { $0.scopes = ["orders:write", "orders:delete", "orders:read"] }),
            ("a wider network", { $0.ipAllowlist = Self.networks("10.0.0.0/7", "192.0.2.0/24") }),
            ("any address", { $0.ipAllowlist = [] }),
        ]
        for (what, change) in changes {
            #expect(!Self.before.isTightened(by: Self.key(change)), "\(what)")
        }
        let ended = Self.key {
            $0.disabledAt = noon
            $0.revocation = APIKey.Revocation(at: noon, reason: nil, compromised: false)
        }
        #expect(!ended.isTightened(by: ended))
        #expect(!ended.isTightened(by: Self.before))
    }

    @Test("that gives an end or an allowlist to what had none tightens")
    func firstBounds() {
        let unbounded = Self.key {
            $0.expiresAt = nil
            $0.ipAllowlist = []
        }
        #expect(unbounded.isTightened(by: Self.key { $0.ipAllowlist = [] }))
        #expect(unbounded.isTightened(by: Self.key { $0.expiresAt = nil }))
    }

    @Test("of its rate tightens when it may be refused what it was admitted")
    func rates() {
        let limit = { (requests: Int, window: Int, burst: Int) in
            RateLimit(requests: requests, windowSeconds: window, burst: burst)
        }
        #expect(RateLimit.isTighter(limit(10, 1, 5), than: nil))
        #expect(!RateLimit.isTighter(nil, than: limit(10, 1, 5)))
        #expect(!RateLimit.isTighter(limit(600, 60, 5), than: limit(10, 1, 5)))
        #expect(RateLimit.isTighter(limit(599, 60, 5), than: limit(10, 1, 5)))
        #expect(RateLimit.isTighter(limit(20, 1, 4), than: limit(10, 1, 5)))
        #expect(!RateLimit.isTighter(limit(11, 1, 6), than: limit(10, 1, 5)))
    }
}
