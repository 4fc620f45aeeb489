import Domain
import NIOHTTP1
import Operations
import Postgres
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/audit-events/verify")
struct VerifyTrailTests {
    /// What somebody who owns the database does, and what verifying then says.
    private static let tamperings: [(name: String, sql: [String], verdict: String)] = [
        ("a row's text", [Trail.edit(4)], "4 HASH_MISMATCH"),
        (
            "a row's hash", ["UPDATE audit_events SET hash = sha256('') WHERE tenant_id = TENANT AND seq = 4"],
            "4 HASH_MISMATCH"
        ),
        (
            "a row's text and hash",
            [
                Trail.edit(4),
                """
                UPDATE audit_events a SET hash = sha256(b.hash || convert_to(a.row, 'UTF8')) FROM audit_events b
                WHERE a.tenant_id = TENANT AND b.tenant_id = TENANT AND a.seq = 4 AND b.seq = 3
                """,
            ], "5 HASH_MISMATCH"
        ),
        ("all hashes from a row on", [Trail.edit(4), Trail.rehash(from: 4)], "6 CHECKPOINT_MISMATCH 0"),
        ("all hashes between two signed rows", [Trail.edit(8), Trail.rehash(from: 8)], "9 CHECKPOINT_MISMATCH 6"),
        ("the column of the action", [column("action = 'key.revoke'")], "4 COLUMN_MISMATCH"),
        ("the column of the actor", [column("actor_id = NULL")], "4 COLUMN_MISMATCH"),
        ("the column of the object", [column("object = 'key'")], "4 COLUMN_MISMATCH"),
        ("the column of the time", [column("at = at - interval '1 hour'")], "4 COLUMN_MISMATCH"),
        ("the column of the id", [column("id = gen_random_uuid()")], "4 COLUMN_MISMATCH"),
        ("a row that is gone", ["DELETE FROM audit_events WHERE tenant_id = TENANT AND seq = 4"], "4 MISSING"),
        ("the first row that is gone", ["DELETE FROM audit_events WHERE tenant_id = TENANT AND seq = 1"], "1 MISSING"),
        (
            "two rows that changed places",
            [
                "UPDATE audit_events SET seq = 400 WHERE tenant_id = TENANT AND seq = 4",
                "UPDATE audit_events SET seq = 4 WHERE tenant_id = TENANT AND seq = 5",
                "UPDATE audit_events SET seq = 5 WHERE tenant_id = TENANT AND seq = 400",
            ], "4 HASH_MISMATCH"
        ),
        (
            "a row that was added",
            [
                """
                INSERT INTO audit_events SELECT tenant_id, 12, id, at, action, actor_id, object, row,
                    sha256(hash || convert_to(row, 'UTF8')) FROM audit_events WHERE tenant_id = TENANT AND seq = 11
                """
            ], "12 UNEXPECTED_ROW"
        ),
        (
            "a row put in the middle",
            [
                "UPDATE audit_events SET seq = seq + 1000 WHERE tenant_id = TENANT AND seq >= 5", insertMiddle,
                "UPDATE audit_events SET seq = seq - 999 WHERE tenant_id = TENANT AND seq > 1000",
                "UPDATE tenant_state SET audit_seq = 12 WHERE tenant_id = TENANT",
            ], "5 HASH_MISMATCH"
        ),
        (
            "a row put in the middle, and all hashes from there on",
            [
                "UPDATE audit_events SET seq = seq + 1000 WHERE tenant_id = TENANT AND seq >= 5", insertMiddle,
                "UPDATE audit_events SET seq = seq - 999 WHERE tenant_id = TENANT AND seq > 1000",
                "UPDATE tenant_state SET audit_seq = 12 WHERE tenant_id = TENANT", Trail.rehash(from: 5),
            ], "5 COLUMN_MISMATCH"
        ),
        ("a row with a number below all", [copyRow(to: "-1")], "-1 UNEXPECTED_ROW"),
        ("a row with the greatest number", [copyRow(to: "9223372036854775807")], "12 MISSING"),
        ("a time that is none", [column("at = 'infinity'")], "4 COLUMN_MISMATCH"),
        (
            "the time of a signed head",
            ["UPDATE audit_checkpoints SET at = '-infinity' WHERE tenant_id = TENANT AND seq = 6"],
            "6 SIGNATURE_INVALID"
        ),
        (
            "rows written anew, and the last signed head gone",
            [
                Trail.edit(8), Trail.rehash(from: 8),
                "DELETE FROM audit_checkpoints WHERE tenant_id = TENANT AND seq = 9",
            ], "9 CHECKPOINT_MISSING 6"
        ),
        (
            "rows written anew, and all signed heads gone",
            [Trail.edit(4), Trail.rehash(from: 4), "DELETE FROM audit_checkpoints WHERE tenant_id = TENANT"],
            "9 CHECKPOINT_MISSING 0"
        ),
        (
            "rows written anew, and heads that claim to be of a signer whom nobody knows",
            [
                Trail.edit(4), Trail.rehash(from: 4),
                """
                UPDATE audit_checkpoints c SET signer = 'nobody', head = e.hash FROM audit_events e
                WHERE c.tenant_id = TENANT AND e.tenant_id = TENANT AND e.seq = c.seq
                """,
            ], "9 SIGNER_UNKNOWN 0"
        ),
        ("a pruning by nobody", inventedPrune(at: 5), "5 SIGNER_UNKNOWN 0"),
        ("a pruning by nobody up to a signed row", inventedPrune(at: 6), "6 SIGNER_UNKNOWN 0"),
        (
            "a pruning by nobody with a number that none has",
            inventedPrune(at: 5) + ["UPDATE audit_checkpoints SET seq = 9223372036854775807 WHERE kind = 'PRUNE'"],
            "9223372036854775807 SIGNER_UNKNOWN 0"
        ),
        ("rows cut off", ["DELETE FROM audit_events WHERE tenant_id = TENANT AND seq > 9"], "10 CUT"),
        ("rows cut off, and the tenant's row with them", Trail.cut(after: 7), "8 CUT"),
        ("all rows", ["DELETE FROM audit_events WHERE tenant_id = TENANT"], "1 CUT"),
        (
            "the tenant's head", ["UPDATE tenant_state SET audit_head = sha256('') WHERE tenant_id = TENANT"],
            "11 HEAD_MISMATCH"
        ),
        (
            "a signed head",
            ["UPDATE audit_checkpoints SET head = sha256('') WHERE tenant_id = TENANT AND seq = 6"],
            "6 SIGNATURE_INVALID"
        ),
        ("a signature on another row", [copy(to: 7)], "7 SIGNATURE_INVALID"),
        ("a signature behind the end", [copy(to: 500)], "500 SIGNATURE_INVALID"),
        (
            "a pruning that never was",
            [
                "DELETE FROM audit_events WHERE tenant_id = TENANT AND seq <= 6",
                "UPDATE audit_checkpoints SET kind = 'PRUNE' WHERE tenant_id = TENANT AND seq = 6",
            ], "6 SIGNATURE_INVALID"
        ),
    ]

    private static func column(_ assignment: String) -> String {
        "UPDATE audit_events SET \(assignment) WHERE tenant_id = TENANT AND seq = 4"
    }

    private static let insertMiddle = copyRow(to: "5", of: 4)

    private static func copyRow(to number: String, of other: Int = 11) -> String {
        """
        INSERT INTO audit_events SELECT tenant_id, \(number), id, at, action, actor_id, object, row, hash
        FROM audit_events WHERE tenant_id = TENANT AND seq = \(other)
        """
    }

    /// The later heads, which are genuine, stay.
    private static func inventedPrune(at number: Int) -> [String] {
        [
            """
            INSERT INTO audit_checkpoints SELECT tenant_id, seq, 'PRUNE', hash, at, 'nobody', hash || hash
            FROM audit_events WHERE tenant_id = TENANT AND seq = \(number)
            """, "DELETE FROM audit_events WHERE tenant_id = TENANT AND seq <= \(number)",
        ]
    }

    private static func copy(to number: Int) -> String {
        """
        INSERT INTO audit_checkpoints SELECT tenant_id, \(number), kind, head, at, signer, signature
        FROM audit_checkpoints WHERE tenant_id = TENANT AND seq = 6
        """
    }

    @Test("a trail that nobody touched is intact, and signed as far as it was signed")
    func intact() async throws {
        try await withTrail { trail in
            let reply = try await trail.platform.send(.GET, trail.path + "/verify", token: trail.admin.token)
            expectStatus(reply, 200)
            #expect(reply["intact"] == true)
            #expect(reply["events"] == 11)
            #expect(reply["checked_from"] == 1)
            #expect(reply["first_bad"] == .null)
            #expect(reply["reason"] == .null)
            #expect(reply["signed"]?["seq"] == 9)
            #expect(reply["unknown_signers"] == 0)
            let head = try #require(try await trail.platform.auditTrail(of: trail.admin.id).last?.hash)
            #expect(reply["head"] == .string(Hex.encode(head)))
        }
    }

    @Test(
        "whatever the database's owner changes shows, with its number and in which way",
        arguments: tamperings.indices
    )
    func tampering(index: Int) async throws {
        let (name, sql, verdict) = Self.tamperings[index]
        try await withTrail { trail in
            for statement in sql { try await trail.tamper(statement) }
            #expect(try await trail.verdict() == verdict, "\(name)")
        }
    }

    @Test("a trail that was cut together with all that tells of it shows against heads that were kept elsewhere")
    func keptHeads() async throws {
        try await withTrail { trail in
            let heads = try await trail.heads()
            #expect(heads.map(\.sequence) == [9, 6])
            #expect(try await trail.verdict(against: heads) == "intact")
            for statement in Trail.cut(after: 7) { try await trail.tamper(statement) }
            try await trail.tamper("DELETE FROM audit_checkpoints WHERE tenant_id = TENANT AND seq > 7")
            #expect(try await trail.verdict() == "intact")
            #expect(try await trail.verdict(against: heads) == "8 CUT")
            // Grown again to the same length, it is another trail.
            try await trail.grow(to: 11)
            #expect(try await trail.verdict(against: heads) == "9 CHECKPOINT_MISMATCH 6")
            let forged = heads.map {
                AuditCheckpoint(claim: $0.claim, signer: $0.signer, signature: $0.signature.reversed())
            }
            #expect(try await trail.verdict(against: forged) == "9 SIGNATURE_INVALID")
        }
    }

    @Test("what a retired pepper signed proves nothing any more, and is counted")
    func unknownSigner() async throws {
        try await withTrail { trail in
            try await trail.tamper(
                "UPDATE audit_checkpoints SET signer = 'retired' WHERE tenant_id = TENANT AND seq = 6"
            )
            let reply = try await trail.platform.send(.GET, trail.path + "/verify", token: trail.admin.token)
            #expect(reply["intact"] == true)
            #expect(reply["unknown_signers"] == 1)
            #expect(reply["signed"]?["seq"] == 9)
            try await trail.tamper(Trail.edit(5), Trail.rehash(from: 5))
            #expect(try await trail.verdict() == "6 CHECKPOINT_MISMATCH 0")
        }
    }

    @Test("what the database's owner writes that no release does hides no other row from lists and exports")
    func unreadable() async throws {
        try await withTrail { trail in
            try await trail.tamper("UPDATE audit_events SET at = 'infinity' WHERE tenant_id = TENANT AND seq = 4")
            try await trail.tamper("UPDATE audit_checkpoints SET at = 'infinity' WHERE tenant_id = TENANT AND seq = 6")
            let list = try await trail.platform.send(.GET, trail.path + "?limit=100", token: trail.admin.token)
            guard case .array(let events)? = list["data"] else { throw NoList() }
            #expect(events.count == 11)
            let export = try await trail.platform.send(.GET, trail.path + "/export", token: trail.admin.token)
            #expect(export.text.split(separator: "\n").count == 13)
            #expect(try await trail.heads().map(\.sequence) == [9])
            try await trail.tamper("UPDATE audit_checkpoints SET at = now() WHERE tenant_id = TENANT AND seq = 6")
            try await trail.tamper(
                """
                INSERT INTO audit_checkpoints SELECT tenant_id, 9223372036854775807, 'PRUNE', head, at, signer, signature
                FROM audit_checkpoints WHERE tenant_id = TENANT AND seq = 6
                """
            )
            let none = try await trail.platform.send(.GET, trail.path + "/export", token: trail.admin.token)
            expectStatus(none, 200)
            #expect(try await trail.verdict() == "9223372036854775807 SIGNATURE_INVALID")
        }
    }

    @Test("heads that were kept elsewhere tell of rows that a pruning by nobody claims to have deleted")
    func keptBehindPruning() async throws {
        try await withTrail { trail in
            let heads = try await trail.heads()
            for statement in Self.inventedPrune(at: 7) { try await trail.tamper(statement) }
            #expect(try await trail.verdict(against: heads) == "7 SIGNER_UNKNOWN 0")
        }
    }

    private struct NoList: Error {}

    @Test("a pruned trail goes on from where it was cut, and tampering with it shows as before")
    func pruned() async throws {
        for (sql, verdict) in [
            ([], "intact"), ([Trail.edit(8)], "8 HASH_MISMATCH"),
            ([Trail.edit(8), Trail.rehash(from: 8)], "9 CHECKPOINT_MISMATCH 7"),
            (["DELETE FROM audit_events WHERE tenant_id = TENANT AND seq = 8"], "8 MISSING"),
            (
                ["UPDATE audit_checkpoints SET seq = 8 WHERE tenant_id = TENANT AND kind = 'PRUNE'"],
                "8 SIGNATURE_INVALID"
            ),
            (["DELETE FROM audit_checkpoints WHERE tenant_id = TENANT AND kind = 'PRUNE'"], "1 MISSING"),
            (["UPDATE audit_events SET seq = 5 WHERE tenant_id = TENANT AND seq = 12"], "5 UNEXPECTED_ROW"),
            (
                [
                    "UPDATE audit_checkpoints SET signer = 'nobody' WHERE tenant_id = TENANT AND kind = 'PRUNE'"
                ], "7 SIGNER_UNKNOWN 0"
            ),
        ] as [([String], String)] {
            try await withTrail { trail in
                let cut = try await trail.time(of: 8)
                let deleted = try await PruneTrail(platform: trail.platform.operations, batch: 3)(
                    of: trail.id,
                    before: cut
                )
                #expect(deleted == 7)
                for statement in sql { try await trail.tamper(statement) }
                #expect(try await trail.verdict() == verdict, "\(sql)")
            }
        }
    }

    @Test("the platform's own trail is verified by its staff alone, and one trail by one at a time")
    func platformTrail() async throws {
        try await withTrail { trail in
            let staff = try await trail.platform.makeStaff(.support)
            let reply = try await trail.platform.send(.GET, "/v1/audit-events/verify", token: staff)
            expectStatus(reply, 200)
            #expect(reply["intact"] == true)
            #expect(reply["tenant_id"] == .string(ID<Tenant>.platform.description))
            let refused = try await trail.platform.send(.GET, "/v1/audit-events/verify", token: trail.admin.token)
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
        }
    }
}

extension Trail {
    fileprivate func time(of number: Int64) async throws -> Instant {
        let rows = try await platform.database.owner.query(
            "SELECT at FROM audit_events WHERE tenant_id = \(id) AND seq = \(number)"
        )
        return Instant(microseconds: try rows[0].decode("at", as: Timestamp.self).microseconds)
    }
}
