import Domain
import Testing

@testable import Verification

@Suite("Allowlists", .timeLimit(.minutes(5)))
struct AllowlistTests {
    @Test("addresses of both families, and mapped ones, are found in their networks")
    func findsAddresses() async throws {
        try await withKeys { bench in
            let owner = try await bench.keyring.insertTenant()
            let key = try await bench.keyring.insertKey(of: owner) { facts in
                facts.allowlist = ["10.1.0.0/16", "192.0.2.7/32", "2001:db8::/32"]
            }
            let allowed = ["10.1.2.3", "192.0.2.7", "::ffff:10.1.255.255", "::ffff:0a01:0203", "2001:db8::1"]
            let refused: [String?] = ["10.2.0.0", "192.0.2.8", "::ffff:10.2.0.1", "2001:db9::1", "::10.1.2.3", nil]
            for ip in allowed {
                #expect(try await bench.listener.verify(Asked(key: key.text, ip: ip)).verdict == "VALID", "\(ip)")
                #expect(try await bench.listener.authorize(Asked(key: key.text, ip: ip)).status == 204, "\(ip)")
            }
            for ip in refused {
                let asked = Asked(key: key.text, ip: ip)
                #expect(try await bench.listener.verify(asked).verdict == "IP_NOT_ALLOWED", "\(ip ?? "none")")
                #expect(try await bench.listener.authorize(asked)["x-auth-code"] == "IP_NOT_ALLOWED", "\(ip ?? "none")")
            }
        }
    }

    @Test("a proxy that says nothing readable is refused for keys with an allowlist, not for others")
    func failsClosed() async throws {
        try await withKeys { bench in
            let owner = try await bench.keyring.insertTenant()
            let narrow = try await bench.keyring.insertKey(of: owner) { $0.allowlist = ["0.0.0.0/0", "::/0"] }
            let wide = try await bench.keyring.insertKey(of: owner)
            for garbage in ["unknown", "10.0.0.1:80", "010.0.0.1", "10.0.0.1, ", "_hidden", ""] {
                let refused = try await bench.listener.authorize(Asked(key: narrow.text, ip: garbage))
                #expect(refused["x-auth-code"] == "IP_NOT_ALLOWED", "\(garbage)")
                #expect(try await bench.listener.authorize(Asked(key: wide.text, ip: garbage)).status == 204)
            }
        }
    }

    @Test("whoever is no trusted proxy is taken for itself, whatever it claims")
    func ignoresClaims() async throws {
        try await withKeys(trustedProxies: ["192.0.2.1"]) { bench in
            let owner = try await bench.keyring.insertTenant()
            let home = try await bench.keyring.insertKey(of: owner) { $0.allowlist = ["127.0.0.1"] }
            let away = try await bench.keyring.insertKey(of: owner) { $0.allowlist = ["10.0.0.0/8"] }
            #expect(try await bench.listener.authorize(Asked(key: home.text, ip: "10.0.0.1")).status == 204)
            #expect(try await bench.listener.authorize(Asked(key: away.text, ip: "10.0.0.1")).status == 403)
        }
    }
}
