import Domain
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

@testable import Verification

@Suite("Time", .timeLimit(.minutes(5)))
struct TimeTests {
    private static let end = Instant(microseconds: testNow.microseconds + 60_000_000)

    @Test("a key ends at its expiry: valid the microsecond before, not at it", arguments: [-1, 0, 1])
    func endsHalfOpen(_ offset: Int64) async throws {
        let clock = WallClock { _ in Instant(microseconds: Self.end.microseconds + offset) }
        try await withKeys(clock: clock) { bench in
            let owner = try await bench.keyring.insertTenant()
            let expiring = try await bench.keyring.insertKey(of: owner) { $0.expiresAt = Self.end }
            let rotated = try await bench.keyring.insertKey(of: owner) { $0.validUntil = Self.end }
            let expected = offset < 0 ? ["VALID", "VALID"] : ["EXPIRED", "ROTATED"]
            #expect(try await bench.listener.verify(Asked(key: expiring.text)).verdict == expected[0])
            #expect(try await bench.listener.verify(Asked(key: rotated.text)).verdict == expected[1])
        }
    }

    @Test("time does not go back behind what the tenant has seen")
    func neverGoesBack() async throws {
        try await withKeys(clock: WallClock { _ in testNow }) { bench in
            let owner = try await bench.keyring.insertTenant()
            let key = try await bench.keyring.insertKey(of: owner) { $0.expiresAt = Self.end }
            #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "VALID")
            let later = Instant(microseconds: Self.end.microseconds + 1_000_000).description
            try await bench.keyring.database.run("UPDATE tenant_state SET last_now = \(later)::timestamptz")
            #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "EXPIRED")
        }
    }

    @Test("of a key in its grace both secrets are valid, and it is one key")
    func acceptsBothSecretsInGrace() async throws {
        try await withKeys(clock: WallClock { _ in testNow }) { bench in
            let owner = try await bench.keyring.insertTenant()
            let old = try await bench.keyring.insertKey(of: owner) { $0.validUntil = Self.end }
            let new = try await bench.keyring.insertSecret(of: old, of: owner)
            for text in [old.text, new.text] {
                let verified = try await bench.listener.verify(Asked(key: text))
                #expect(verified.verdict == "VALID")
                #expect(try verified.json["key_id"] == .string(old.id.description))
            }
        }
    }
}
