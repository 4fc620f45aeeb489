import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/audit-events/export")
struct ExportTrailTests {
    @Test("streams the whole trail, oldest first, and the script in docs/audit.md verifies it without us")
    func whole() async throws {
        try await withTrail { trail in
            // More than one page, and more than one piece.
            try await trail.tamper(Self.grow(to: 1200))
            let reply = try await trail.platform.send(.GET, trail.path + "/export", token: trail.admin.token)
            expectStatus(reply, 200)
            #expect(reply.headers.first(name: "Content-Type") == "application/jsonl")
            let lines = reply.text.split(separator: "\n").map(String.init)
            #expect(lines.count == 1202)
            let links = try await trail.platform.auditTrail(of: trail.admin.id)
            let expected = links.map { "{\"hash\":\"\(Hex.encode($0.hash))\",\"event\":\($0.row)}" }
            #expect(Array(lines.dropFirst().dropLast()) == expected)
            #expect(try script(reply.body) == "intact: 1200 rows up to row 1200\n")
            #expect(try script(reply.body.dropLast(200)).hasPrefix("not whole"))
            let edited = reply.text.replacing("\"seq\":700,", with: "\"seq\":701,")
            let shortened = lines.filter { !$0.contains("\"seq\":700,") }.joined(separator: "\n")
            for text in [edited, shortened] { #expect(try script(text.utf8) == "row 700 does not fit\n") }
        }
    }

    @Test("a part of the trail begins with the hash that it goes on from")
    func part() async throws {
        try await withTrail { trail in
            let list = try await trail.platform.send(.GET, trail.path + "?limit=100", token: trail.admin.token)
            guard case .array(let events)? = list["data"], case .string(let from)? = events[6]["at"],
                case .string(let to)? = events[2]["at"]
            else { throw NoEvents() }
            let query = "?from=\(from)&to=\(to)"
            let reply = try await trail.platform.send(.GET, trail.path + "/export" + query, token: trail.admin.token)
            #expect(try script(reply.body) == "intact: 4 rows up to row 8\n", "\(reply.text)")
            let nothing = try await trail.platform.send(
                .GET,
                trail.path + "/export?from=2999-01-01T00:00:00Z",
                token: trail.admin.token
            )
            #expect(try script(nothing.body) == "intact: 0 rows up to row 11\n", "\(nothing.text)")
            let head = try await trail.platform.send(.HEAD, trail.path + "/export", token: trail.admin.token)
            expectStatus(head, 200)
            #expect(head.body.isEmpty)
        }
    }

    @Test("an export that cannot be whole is cut off, and whoever reads it sees that")
    func cutOff() async throws {
        try await withTrail { trail in
            try await trail.tamper("DELETE FROM audit_events WHERE tenant_id = TENANT AND seq = 8")
            await #expect(throws: (any Error).self) {
                try await trail.platform.send(.GET, trail.path + "/export", token: trail.admin.token)
            }
            // The connection is gone, and the server is not.
            #expect(try await trail.verdict() == "8 MISSING")
        }
    }

    /// Rows as they are written, chained on behind the last.
    private static func grow(to count: Int) -> String {
        """
        DO $$ DECLARE last bytea; text text; i int := (SELECT max(seq) FROM audit_events WHERE tenant_id = TENANT);
        BEGIN
            SELECT hash INTO last FROM audit_events WHERE tenant_id = TENANT AND seq = i;
            WHILE i < \(count) LOOP
                i := i + 1;
                SELECT regexp_replace(row, '"seq":\\d+', '"seq":' || i) INTO text FROM audit_events
                WHERE tenant_id = TENANT AND seq = i - 1;
                last := sha256(last || convert_to(text, 'UTF8'));
                INSERT INTO audit_events SELECT tenant_id, i, id, at, action, actor_id, object, text, last
                FROM audit_events WHERE tenant_id = TENANT AND seq = i - 1;
            END LOOP;
            UPDATE tenant_state SET audit_seq = i, audit_head = last WHERE tenant_id = TENANT;
        END $$
        """
    }

    /// What the script in the documentation prints.
    private func script(_ export: some Collection<UInt8>) throws -> String {
        let page = URL(filePath: #filePath).appending(path: "../../../../docs/audit.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let script = try #require(text.firstMatch(of: /```python\n((?s:.*?))```/)?.1)
        let folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "export.jsonl")
        try Data(export).write(to: file)
        let python = Process()
        python.executableURL = URL(filePath: "/usr/bin/env")
        python.arguments = ["python3", "-c", String(script)]
        python.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        python.standardOutput = output
        try python.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        python.waitUntilExit()
        return String(decoding: printed, as: UTF8.self)
    }

    private struct NoEvents: Error {}
}
