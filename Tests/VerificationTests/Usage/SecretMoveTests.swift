import Domain
import Postgres
import TestSupport
import Testing

@testable import Store
@testable import Verification

@Suite("Moving to the newest pepper", .timeLimit(.minutes(5)))
struct SecretMoveTests {
    /// Pepper and MAC of the one secret with this kid.
    private func digest(_ kid: String, _ bench: Bench) async throws -> String {
        try await bench.keyring.database.strings(
            "SELECT pepper_id || ' ' || encode(mac, 'hex') FROM key_secrets WHERE kid = '\(kid)'"
        ).joined()
    }

    private func expected(_ key: Keyring.Key, _ peppers: Peppers) -> String {
        let digest = peppers.digest(key.string)
        return "\(digest.pepperID) \(Hex.encode(digest.mac))"
    }

    private func withOldKeys(
        _ body: (Bench, Keyring, UsageMeter, UsageFlusher) async throws -> Void
    ) async throws {
        let meter = UsageMeter()
        try await withKeys(peppers: .peppers(2, 1), meter: meter) { bench in
            var keyring = bench.keyring
            keyring.peppers = .peppers(1)
            let flusher = UsageFlusher(meter: meter, database: Database(pool: bench.pool), logger: .silent)
            try await body(bench, keyring, meter, flusher)
        }
    }

    @Test("a secret that was hashed under an older one is hashed under the newest at its next use, and works as before")
    func moves() async throws {
        try await withOldKeys { bench, keyring, meter, flusher in
            let owner = try await keyring.insertTenant()
            let used = try await keyring.insertKey(of: owner)
            let previous = try await keyring.insertKey(of: owner) { $0.validUntil = testNow + .seconds(86_400 * 3650) }
            let refused = try await keyring.insertKey(of: owner) { $0.isDisabled = true }
            let unused = try await keyring.insertKey(of: owner)
            for key in [used, previous] {
                #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "VALID")
            }
            #expect(try await bench.listener.verify(Asked(key: refused.text)).verdict == "DISABLED")
            #expect(try await digest(used.string.kid.description, bench) == expected(used, .peppers(1)))
            #expect(await flusher.flush())
            for key in [used, previous, refused] {
                #expect(try await digest(key.string.kid.description, bench) == expected(key, .peppers(2)))
            }
            #expect(try await digest(unused.string.kid.description, bench) == expected(unused, .peppers(1)))
            #expect(try await bench.listener.verify(Asked(key: used.text)).verdict == "VALID")
            #expect(meter.moves.count == 0)
        }
    }

    @Test("is not held up when what keys are used for cannot be written")
    func withoutDetails() async throws {
        try await withOldKeys { bench, keyring, _, flusher in
            let key = try await keyring.insertKey(of: keyring.insertTenant())
            #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "VALID")
            try await bench.keyring.database.run("REVOKE INSERT ON usage_details FROM latchkey_verifier")
            #expect(await !flusher.flush())
            #expect(try await digest(key.string.kid.description, bench) == expected(key, .peppers(2)))
            try await bench.keyring.database.run("GRANT INSERT ON usage_details TO latchkey_verifier")
            #expect(await flusher.flush())
            #expect(try await bench.keyring.database.strings("SELECT count(*) FROM usage_details") == ["2"])
        }
    }

    @Test("a wrong secret moves nothing, nor does one that is hashed under the newest")
    func movesNothing() async throws {
        try await withOldKeys { bench, keyring, meter, _ in
            let owner = try await keyring.insertTenant()
            let old = try await keyring.insertKey(of: owner)
            let new = try await bench.keyring.insertKey(of: owner)
            #expect(try await bench.listener.verify(Asked(key: old.string.forged)).verdict == "UNKNOWN")
            #expect(try await bench.listener.verify(Asked(key: new.text)).verdict == "VALID")
            #expect(meter.moves.count == 0)
        }
    }

    @Test("each secret is offered once, however often it is presented; one there was no room for is offered again")
    func offersOnce() async throws {
        let (old, both) = (Peppers.peppers(1), Peppers.peppers(2, 1))
        let tenant = ID<Tenant>.make(at: testNow, using: .seeded(1))
        let moves = SecretMoves(capacity: 2)
        let strings = (1...3).map {
            KeyString.mint(prefix: "sk", environment: .live, route: .make(using: .seeded($0)), using: .seeded($0))
        }
        let keys = strings.map { verifiable(in: tenant, $0, old.digest($0)) }
        let meter = UsageMeter()
        let tallies = keys.map { meter.tally(of: $0.id, in: tenant) }
        for _ in 1...3 {
            for (index, string) in strings.enumerated() {
                moves.offer(string, of: keys[index], to: both, claiming: tallies[index])
                moves.offer(string, of: keys[index], to: both)
            }
        }
        let batch = try #require(moves.take().first)
        #expect(batch.tenant == tenant && Set(batch.moves.map(\.kid)) == Set(strings.prefix(2).map(\.kid.description)))
        #expect(moves.take().isEmpty && moves.count == 2)
        // One is written, the other is to be tried again.
        moves.settle(batch, done: [strings[0].kid.description])
        #expect(moves.take().flatMap(\.moves).map(\.kid) == [strings[1].kid.description])
        moves.offer(strings[0], of: keys[0], to: both, claiming: tallies[0])
        #expect(moves.take().isEmpty)
        moves.offer(strings[2], of: keys[2], to: both, claiming: tallies[2])
        #expect(moves.take().flatMap(\.moves).map(\.kid) == [strings[2].kid.description])
    }

    private func verifiable(in tenant: ID<Tenant>, _ string: KeyString, _ digest: KeyDigest) -> VerifiableKey {
        VerifiableKey(
            id: .make(at: testNow, using: .system),
            tenant: tenant,
            kid: string.kid,
            name: "",
            environment: .live,
            scopes: [],
            group: nil,
            ipAllowlist: [],
            rateLimit: nil,
            expiresAt: nil,
            disabledAt: nil,
            revokedAt: nil,
            digest: digest,
            secretValidUntil: nil
        )
    }

    @Test("one that another process has moved, or that is no more what it was, is left as it is, and not tried again")
    func isIdempotent() async throws {
        try await withOldKeys { bench, keyring, meter, flusher in
            let owner = try await keyring.insertTenant()
            let moved = try await keyring.insertKey(of: owner)
            let changed = try await keyring.insertKey(of: owner)
            for key in [moved, changed] {
                #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "VALID")
            }
            let newest = Peppers.peppers(2).digest(moved.string)
            try await keyring.database.run(
                "UPDATE key_secrets SET pepper_id = 2, mac = \(Bytes(newest.mac)) WHERE kid = \(moved.string.kid.description)"
            )
            try await keyring.database.run(
                "UPDATE key_secrets SET mac = \(Bytes(newest.mac)) WHERE kid = \(changed.string.kid.description)"
            )
            let before = try await digest(changed.string.kid.description, bench)
            #expect(await flusher.flush())
            #expect(try await digest(moved.string.kid.description, bench) == expected(moved, .peppers(2)))
            #expect(try await digest(changed.string.kid.description, bench) == before)
            #expect(meter.moves.count == 0)
        }
    }

    @Test("one that is being rotated is waited for by nobody, and moved later; counts are written meanwhile")
    func passesOver() async throws {
        try await withOldKeys { bench, keyring, meter, flusher in
            let owner = try await keyring.insertTenant()
            let key = try await keyring.insertKey(of: owner)
            #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "VALID")
            try await bench.pool.withTransaction { transaction in
                _ = try await transaction.query(
                    "SELECT FROM key_secrets WHERE kid = \(key.string.kid.description) FOR UPDATE"
                )
                let isWritten = await flusher.flush()
                #expect(isWritten)
                #expect(meter.moves.count == 1)
            }
            #expect(try await keyring.database.strings("SELECT DISTINCT requests FROM usage_totals") == ["1"])
            #expect(try await digest(key.string.kid.description, bench) == expected(key, .peppers(1)))
            #expect(await flusher.flush())
            #expect(try await digest(key.string.kid.description, bench) == expected(key, .peppers(2)))
            #expect(meter.moves.count == 0)
        }
    }

    @Test("one that cannot be written is tried again, and keeps no count waiting")
    func retries() async throws {
        try await withOldKeys { bench, keyring, meter, flusher in
            let owner = try await keyring.insertTenant()
            let key = try await keyring.insertKey(of: owner)
            try await keyring.database.run("REVOKE UPDATE (mac) ON key_secrets FROM latchkey_verifier")
            #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "VALID")
            #expect(await flusher.flush())
            #expect(meter.moves.count == 1)
            #expect(try await keyring.database.strings("SELECT DISTINCT requests FROM usage_totals") == ["1"])
            try await keyring.database.run("GRANT UPDATE (mac) ON key_secrets TO latchkey_verifier")
            #expect(await flusher.flush())
            #expect(try await digest(key.string.kid.description, bench) == expected(key, .peppers(2)))
        }
    }
}
