import Domain
import Jobs
import NIOHTTP1
import Operations
import Postgres
import TestSupport
import Testing

/// A tenant whose trail has eleven rows, of which the sixth and the ninth are signed.
struct Trail: Sendable {
    let platform: TestPlatform
    let admin: TestTenant
    let id: ID<Tenant>

    var path: String { admin.path + "/audit-events" }

    func grow(to count: Int) async throws {
        while try await platform.auditTrail(of: admin.id).count < count { _ = try await platform.makeKey(in: admin) }
    }

    func sign() async throws {
        try await SignTrail(platform: platform.operations)(of: id)
    }

    /// Runs SQL as the database's owner; `TENANT` stands for the tenant's uuid.
    func tamper(_ statements: String...) async throws {
        let hex = Hex.encode(id.bytes)
        for statement in statements {
            try await platform.database.run("\(unsafeSQL: statement.replacing("TENANT", with: "'\(hex)'::uuid"))")
        }
    }

    /// What verifying says over HTTP: the number, the reason, and behind which row it was changed.
    func verdict() async throws -> String {
        let reply = try await platform.send(.GET, path + "/verify", token: admin.token)
        expectStatus(reply, 200)
        return Self.text(try reply.json)
    }

    /// The same beside heads that were kept elsewhere.
    func verdict(against heads: [AuditCheckpoint]) async throws -> String {
        let verify = VerifyTrail(platform: platform.operations)
        return Self.text(try await verify(withoutAsking: id, against: heads).json)
    }

    private static func text(_ json: JSON) -> String {
        json["intact"] == true
            ? "intact"
            : ["first_bad", "reason", "changed_after"].compactMap { name in
                switch json[name] {
                case .integer(let number)?: "\(number)"
                case .string(let text)?: text
                default: nil
                }
            }.joined(separator: " ")
    }

    func heads() async throws -> [AuditCheckpoint] {
        let reply = try await platform.send(.GET, path + "/heads?limit=100", token: admin.token)
        guard case .array(let heads)? = reply["data"] else { return [] }
        return heads.compactMap(AuditCheckpoint.init(json:))
    }

    /// Hashes rows anew from one on, as whoever has the whole database can.
    static func rehash(from number: Int) -> String {
        """
        DO $$ DECLARE r record; last bytea;
        BEGIN
            SELECT coalesce(
                (SELECT hash FROM audit_events WHERE tenant_id = TENANT AND seq = \(number - 1)),
                (SELECT head FROM audit_checkpoints WHERE tenant_id = TENANT AND seq = \(number - 1) AND kind = 'PRUNE')
            ) INTO last;
            FOR r IN SELECT seq, "row" AS text FROM audit_events WHERE tenant_id = TENANT AND seq >= \(number) ORDER BY seq
            LOOP
                last := sha256(last || convert_to(r.text, 'UTF8'));
                UPDATE audit_events SET hash = last WHERE tenant_id = TENANT AND seq = r.seq;
            END LOOP;
            UPDATE tenant_state SET audit_head = last WHERE tenant_id = TENANT;
        END $$
        """
    }

    static func edit(_ number: Int) -> String {
        #"UPDATE audit_events SET row = replace(row, '"ip":', '"ip": ') WHERE tenant_id = TENANT AND seq = \#(number)"#
    }

    /// Takes rows away, and makes the tenant's own row say so.
    static func cut(after number: Int) -> [String] {
        [
            "DELETE FROM audit_events WHERE tenant_id = TENANT AND seq > \(number)",
            """
            UPDATE tenant_state SET audit_seq = \(number), signed_seq = (
                    SELECT max(seq) FROM audit_checkpoints WHERE tenant_id = TENANT AND seq <= \(number)
                ),
                audit_head = (SELECT hash FROM audit_events WHERE tenant_id = TENANT AND seq = \(number))
            WHERE tenant_id = TENANT
            """,
        ]
    }
}

func withTrail(_ body: @escaping @Sendable (Trail) async throws -> Void) async throws {
    try await withPlatform { platform in
        let admin = try await platform.makeAdmin()
        let trail = Trail(platform: platform, admin: admin, id: try #require(ID(admin.id)))
        try await trail.grow(to: 6)
        try await trail.sign()
        try await trail.grow(to: 9)
        try await trail.sign()
        try await trail.grow(to: 11)
        try await body(trail)
    }
}
