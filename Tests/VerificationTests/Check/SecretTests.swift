import Domain
import Postgres
import Store
import TestSupport
import Testing

@testable import Verification

@Suite("Secrets", .timeLimit(.minutes(5)))
struct SecretTests {
    private static let nothing: JSON = [
        "valid": false, "verdict": "UNKNOWN", "key_id": nil, "tenant_id": nil, "name": nil, "environment": nil,
        "scopes": [], "expires_at": nil, "missing_scopes": [],
    ]

    @Test("a wrong secret, an unknown kid and an unknown route are told in the same words, whatever the key is")
    func tellsNothing() async throws {
        try await withKeys { bench in
            let owner = try await bench.keyring.insertTenant()
            let suspended = try await bench.keyring.insertTenant(suspended: true)
            let keys = [
                try await bench.keyring.insertKey(of: owner),
                try await bench.keyring.insertKey(of: owner) { $0.isRevoked = true },
                try await bench.keyring.insertKey(of: owner) { $0.allowlist = ["10.0.0.0/8"] },
                try await bench.keyring.insertKey(of: suspended),
            ]
            let strangers = [
                KeyString.mint(prefix: "sk", environment: .live, route: owner.route, using: .system),
                KeyString.mint(prefix: "sk", environment: .live, route: .make(using: .system), using: .system),
            ]
            let unknown = keys.map { $0.string.forged } + strangers.map { $0.whole.expose() }
            for text in unknown {
                let asked = Asked(key: text, scopes: ["no:such"], ip: "192.0.2.1", environment: "TEST")
                let verified = try await bench.listener.verify(asked)
                #expect(try verified.json == Self.nothing)
                let authorized = try await bench.listener.authorize(asked)
                #expect(authorized.status == 401)
                #expect(authorized["x-auth-code"] == "UNKNOWN")
            }
        }
    }

    @Test("another tenant's secret under this tenant's kid is unknown")
    func separatesTenants() async throws {
        try await withKeys { bench in
            let first = try await bench.keyring.insertTenant()
            let second = try await bench.keyring.insertTenant()
            let key = try await bench.keyring.insertKey(of: first)
            try await bench.keyring.database.run("DELETE FROM key_secrets")
            _ = try await bench.keyring.insertKey(of: second)
            // The same kid and secret stand under the second tenant, to which the kid's route does not lead.
            let mac = Hex.encode(Peppers.test.digest(key.string).mac)
            try await bench.keyring.database.run(
                "UPDATE key_secrets SET kid = \(key.string.kid.description), mac = decode(\(mac), 'hex')"
            )
            #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "UNKNOWN")
        }
    }

    @Test("keys of every pepper in use are accepted, those of one that is gone are not")
    func triesPeppers() async throws {
        try await withKeys(peppers: .peppers(3, 2)) { bench in
            let owner = try await bench.keyring.insertTenant()
            var keyring = bench.keyring
            var verdicts: [String?] = []
            for pepper in 1...3 {
                keyring.peppers = .peppers(pepper)
                let key = try await keyring.insertKey(of: owner)
                verdicts.append(try await bench.listener.verify(Asked(key: key.text)).verdict)
            }
            #expect(verdicts == ["UNKNOWN", "VALID", "VALID"])
        }
    }

    @Test(
        "what is no key is MALFORMED, without asking the database",
        arguments: ["", "x", "sk_live_", "sk_prod_0123456789", "\u{0}", String(repeating: "k", count: 10_000), "🔑"]
    )
    func refusesMalformed(_ text: String) async throws {
        try await withListenerAlone { listener in
            let verified = try await listener.verify(Asked(key: text))
            #expect(verified.status == 200)
            #expect(verified.verdict == "MALFORMED")
            #expect(try verified.json["scopes"] == [])
        }
    }

    @Test("a typo is MALFORMED, whichever character it is in")
    func checksChecksum() async throws {
        let string = KeyString.mint(prefix: "sk", environment: .live, route: .make(using: .system), using: .system)
        let text = string.whole.expose()
        try await withListenerAlone { listener in
            let untouched = try await listener.verify(Asked(key: text))
            #expect(untouched.status == 503)
            for index in text.indices {
                let other: Character = text[index] == "a" ? "b" : "a"
                let typo = String(text[..<index]) + String(other) + text[text.index(after: index)...]
                let mistyped = try await listener.verify(Asked(key: typo))
                #expect(mistyped.verdict == "MALFORMED")
            }
        }
    }

    @Test("no answer and no error repeats the key that was presented")
    func repeatsNoKey() async throws {
        try await withListenerAlone { listener in
            let key = KeyString.mint(prefix: "sk", environment: .live, route: .make(using: .system), using: .system)
            let text = key.whole.expose()
            let secret = String(text.dropFirst(24))
            let answers = [
                try await listener.verify(Asked(key: text)),
                try await listener.verify(Asked(key: text, ip: text, environment: text)),
                try await listener.verify(body: "{\"key\":[\"\(text)\"],\"\(secret.prefix(40))\":1}"),
                try await listener.authorize(Asked(key: text)),
                try await listener.authorize("?scope=\(text)&limited=\(text)", "X-API-Key: \(text)\r\n"),
            ]
            for answer in answers {
                #expect(!answer.body.contains(text))
                #expect(!answer.headers.contains { $0.value.contains(secret) })
            }
        }
    }
}
