import Schema
import Testing
import TestSupport

@testable import Store

@Suite("The walls that doctor compares a database with")
struct WallRepairsTests {
    @Test("are those that the migrations make")
    func golden() async throws {
        try await withDatabase { database in
            let found = try await database.strings(Schema.readWalls)
            #expect(found.sorted() == Schema.walls.sorted(), "Run bin/schema, and review the difference.")
        }
    }

    @Test("are put right by taking away what was added, and then adding what is missing")
    func repairs() {
        let made: Set = [
            "ALTER TABLE a FORCE ROW LEVEL SECURITY", "CREATE POLICY p ON a AS PERMISSIVE FOR ALL TO r USING (x)",
        ]
        let found: Set = [
            "CREATE POLICY p ON a AS PERMISSIVE FOR ALL TO r USING (true)", "GRANT SELECT (b, c) ON a TO r",
            "ALTER TABLE b FORCE ROW LEVEL SECURITY",
        ]
        #expect(
            WallRepairs.of(found, expecting: made) == [
                "DROP POLICY p ON a", "REVOKE SELECT (b, c) ON a FROM r", "ALTER TABLE a FORCE ROW LEVEL SECURITY",
                "CREATE POLICY p ON a AS PERMISSIVE FOR ALL TO r USING (x)",
            ]
        )
        #expect(WallRepairs.of(made, expecting: made) == [])
    }
}
