import Domain
import Foundation
import Postgres
import TestSupport
import Testing

extension ProgramTests {
    @Suite("latchkey audit")
    struct AuditCommandTests {
        @Test("verifies, exports, keeps heads and prunes, beside a running server and without one")
        func commands() async throws {
            try await withInstallation(seeded: true) { installation in
                var tenant = ""
                let heads = "\(installation.folder)/heads.jsonl"
                try await installation.serving { _ in
                    // The first pass of the sweep signs every trail.
                    let isSigned = try await eventually(within: .seconds(60)) {
                        let printed = try await installation.run("audit", "heads")
                        try printed.output.write(toFile: heads, atomically: true, encoding: .utf8)
                        return printed.output.split(separator: "\n").count > 5
                    }
                    #expect(isSigned)
                    let verified = try await installation.run("audit", "verify", "--heads", heads)
                    #expect(verified.status == 0, "\(verified.all)")
                    let lines = verified.output.split(separator: "\n")
                    #expect(
                        lines.count > 5
                            && lines.allSatisfy { $0.hasPrefix("ok     ten_") && $0.contains("signed up to") }
                    )
                    let line = try #require(lines.last { !$0.contains("\(ID<Tenant>.platform)") })
                    tenant = String(try #require(line.firstMatch(of: /ten_[0-9a-z]{26}/)).output)

                    let url = try await installation.run("db", "url").output.trimmingCharacters(
                        in: .whitespacesAndNewlines
                    )
                    let id: ID<Tenant> = try #require(ID(tenant))
                    try await withDatabase(at: url) { database in
                        try await database.run(
                            "UPDATE audit_events SET object = 'another' WHERE tenant_id = \(id) AND seq = 2"
                        )
                        let wrong = try await installation.run("audit", "verify")
                        #expect(wrong.status == 1, "\(wrong.all)")
                        #expect(wrong.output.contains("WRONG  \(tenant): COLUMN_MISMATCH at row 2"), "\(wrong.all)")
                        let refused = try await installation.run(
                            "audit",
                            "prune",
                            "--before",
                            "2999-01-01",
                            "--tenant",
                            tenant
                        )
                        #expect(refused.status == 1 && refused.all.contains("Row 2"), "\(refused.all)")
                        try await database.run("DELETE FROM audit_events WHERE tenant_id = \(id) AND seq > 2")
                        try await database.run("DELETE FROM audit_checkpoints WHERE tenant_id = \(id)")
                        try await database.run(
                            """
                            UPDATE audit_events SET object = substring(row FROM '"object":"([^"]*)"')
                            WHERE tenant_id = \(id) AND seq = 2
                            """
                        )
                        try await database.run(
                            """
                            UPDATE tenant_state SET audit_seq = 2, signed_seq = 0, audit_head = (
                                SELECT hash FROM audit_events WHERE tenant_id = \(id) AND seq = 2
                            ) WHERE tenant_id = \(id)
                            """
                        )
                    }
                    let blind = try await installation.run("audit", "verify", "--tenant", tenant)
                    #expect(blind.status == 0, "\(blind.all)")
                    try await withDatabase(at: url) { database in
                        try await database.run("ALTER TABLE audit_events ALTER COLUMN hash DROP NOT NULL")
                        try await database.run(
                            "UPDATE audit_events SET hash = NULL WHERE tenant_id = \(id) AND seq = 2"
                        )
                        let unreadable = try await installation.run("audit", "verify")
                        #expect(unreadable.status == 1, "\(unreadable.all)")
                        #expect(unreadable.output.contains("WRONG  \(tenant): cannot be read: "), "\(unreadable.all)")
                        #expect(unreadable.output.split(separator: "\n").count == lines.count, "\(unreadable.all)")
                        try await database.run(
                            """
                            UPDATE audit_events SET hash = (SELECT audit_head FROM tenant_state WHERE tenant_id = \(id))
                            WHERE tenant_id = \(id) AND seq = 2
                            """
                        )
                    }
                    let cut = try await installation.run("audit", "verify", "--tenant", tenant, "--heads", heads)
                    #expect(cut.status == 1 && cut.output.contains("CUT at row 3"), "\(cut.all)")
                }
                let platform = "\(ID<Tenant>.platform)"
                let exported = try await installation.run("audit", "export", "--tenant", platform)
                #expect(exported.status == 0 && exported.output.hasPrefix(#"{"begin":"#), "\(exported.all)")
                #expect(exported.output.split(separator: "\n").last?.hasPrefix(#"{"end":"#) == true)
                let pruned = try await installation.run(
                    "audit",
                    "prune",
                    "--before",
                    "2999-01-01",
                    "--tenant",
                    platform
                )
                #expect(pruned.status == 0 && pruned.output.contains("rows deleted"), "\(pruned.all)")
                let after = try await installation.run("audit", "verify", "--tenant", platform)
                #expect(after.status == 0 && after.output.contains("ok     \(platform): 1 rows"), "\(after.all)")
                for arguments in [
                    ["audit", "verify", "--tenant", "ten_1"], ["audit", "prune", "--before", "soon"],
                    ["audit", "verify", "--heads", "/nowhere"],
                ] {
                    #expect(try await installation.run(arguments).status == 64, "\(arguments)")
                }
            }
        }
    }
}

extension TestInstallation {
    fileprivate func run(_ arguments: [String]) async throws -> Outcome {
        let running = try start(arguments)
        defer { running.destroy() }
        let status = try await running.exit(within: .seconds(120))
        return Outcome(status: status, output: running.printed, errors: running.log)
    }
}
