import Domain
import Jobs
import Logging
import Postgres
import TestSupport
import Testing

@Suite("The signing sweep")
struct SigningSweepTests {
    @Test("signs each trail that has grown once, the platform's too, whichever instances do it at once")
    func signs() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let sweep = SigningSweep(platform: platform.operations, logger: .silent)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { #expect(await sweep.pass() == nil) } }
            }
            let signed = { try await platform.database.strings("SELECT count(*) FROM audit_checkpoints")[0] }
            let heads = """
                SELECT count(*) FROM audit_checkpoints c JOIN audit_events e USING (tenant_id, seq)
                JOIN tenant_state s ON s.tenant_id = c.tenant_id AND s.signed_seq = c.seq AND s.audit_head = c.head
                WHERE c.head = e.hash AND c.kind = 'HEAD'
                """
            #expect(try await signed() == "2")
            #expect(try await platform.database.strings(heads) == ["2"])
            #expect(await sweep.pass() == nil)
            #expect(try await signed() == "2")
            _ = try await platform.makeKey(in: admin)
            #expect(await sweep.pass() == nil)
            #expect(try await signed() == "3")
        }
    }

    @Test("signs nothing that does not fit what was signed before, tells of it once, and goes on when it fits again")
    func refuses() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id: ID<Tenant> = try #require(ID(admin.id))
            let log = Lines()
            let sweep = SigningSweep(platform: platform.operations, logger: log.logger)
            #expect(await sweep.pass() == nil)
            let signed = {
                try await platform.database.strings(
                    "SELECT count(*) FROM audit_checkpoints WHERE tenant_id = '\(Hex.encode(id.bytes))'"
                )[0]
            }
            _ = try await platform.makeKey(in: admin)
            try await platform.database.run(
                """
                UPDATE audit_events SET row = replace(row, '"ip":', '"ip": ')
                WHERE tenant_id = \(id) AND action = 'key.create'
                """
            )
            for _ in 0..<3 { #expect(await sweep.pass() == nil) }
            #expect(try await signed() == "1")
            #expect(log.all.filter { $0.contains("does not fit") }.count == 1)
            try await platform.database.run(
                """
                UPDATE audit_events SET row = replace(row, '"ip": ', '"ip":')
                WHERE tenant_id = \(id) AND action = 'key.create'
                """
            )
            // With no head of a known signer, nothing says that the rows before it are what was written.
            try await platform.database.run("UPDATE audit_checkpoints SET signer = 'nobody' WHERE tenant_id = \(id)")
            #expect(await sweep.pass() == nil)
            #expect(try await signed() == "1")
            try await platform.database.run(
                """
                UPDATE audit_checkpoints SET signer = (
                    SELECT signer FROM audit_checkpoints WHERE tenant_id <> \(id) LIMIT 1
                ) WHERE tenant_id = \(id)
                """
            )
            #expect(await sweep.pass() == nil)
            #expect(try await signed() == "2")
        }
    }

    @Test("tells of a tenant where it fails, and does the others")
    func failure() async throws {
        try await withPlatform { platform in
            let (broken, _) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let id: ID<Tenant> = try #require(ID(broken.id))
            let refused = Hex.encode(id.bytes)
            try await platform.database.run(
                "ALTER TABLE audit_checkpoints ADD CHECK (tenant_id <> '\(unsafeSQL: refused)')"
            )
            #expect(await SigningSweep(platform: platform.operations, logger: .silent).pass() != nil)
            #expect(try await platform.database.strings("SELECT count(*) FROM audit_checkpoints") == ["2"])
        }
    }
}
