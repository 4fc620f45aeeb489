import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

extension TestPlatform {
    /// The port of the public listener, for bytes that no HTTP client would send.
    var port: Int { URL(string: publicURL)?.port ?? 0 }

    /// The public listener's answer to a request that is written by hand, without `Host`.
    func raw(_ request: String, toHead: Bool = false) async throws -> RawAnswer? {
        let lines = request.split(separator: "\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = lines.count > 1 ? String(lines[1]) : "\r\n"
        return try await RawConnection.with(port: port) { connection in
            try await connection.send("\(lines[0])\r\nHost: localhost\r\n\(rest)")
            connection.finish()
            return RawAnswer.parse(Array(await connection.rest().utf8), toHead: toHead)?.0
        }
    }

    /// All rows of all tables that hold something of a tenant, as text.
    func everything(of tenant: String) async throws -> [String] {
        let id: ID<Tenant> = try #require(ID(tenant))
        let tables = try await database.strings(
            """
            SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1
            """
        )
        var rows: [String] = []
        for table in tables {
            let found = try await database.owner.query(
                "SELECT t::text FROM \(unsafeSQL: table) t WHERE tenant_id = \(id) ORDER BY 1"
            )
            rows += try found.map { try $0.decode(at: 0) }
        }
        return rows
    }

    /// How many rows of the audit trail there are, of all tenants.
    var changes: [String] {
        get async throws { try await database.strings("SELECT count(*) FROM audit_events") }
    }
}
