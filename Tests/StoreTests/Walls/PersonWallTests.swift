import Domain
import Postgres
import Testing
import TestSupport

@testable import Store

/// The two walls between people: row-level security under the setting of one of them, and statements that name whose rows
/// they mean.
@Suite("People's rows")
struct PersonWallTests {
    /// Signing in finds somebody and their password by an address, before it is known who they are.
    static let readByAddress: Set<String> = ["users", "credentials"]

    @Test("show, under one person's setting, that person's alone, but for what signing in reads")
    func bareSelect() async throws {
        try await withTwoPeople { people in
            for (table, column) in try await people.personalTables(granted: "SELECT") {
                let seen = { (user: ID<User>?) in
                    let rows = try await people.pool.query(
                        "SELECT \(unsafeSQL: column) AS id FROM \(unsafeSQL: table)",
                        .person(user)
                    )
                    return Set(try rows.map { try $0.decode("id", as: ID<User>.self) })
                }
                let (own, nobodys) = (try await seen(people.stranger.user), try await seen(nil))
                if Self.readByAddress.contains(table) {
                    #expect(own.isSuperset(of: [people.owner.user]) && nobodys == own, "\(table)")
                } else {
                    #expect(own == [people.stranger.user] && nobodys == [], "\(table)")
                }
            }
        }
    }

    @Test("are changed and deleted under their person's setting alone")
    func changes() async throws {
        try await withTwoPeople { people in
            let before = try await people.rows(of: people.owner.user)
            for (table, column) in try await people.personalTables(granted: "UPDATE") {
                let update: Query = """
                    UPDATE \(unsafeSQL: table) SET \(unsafeSQL: column) = \(unsafeSQL: column)
                    """
                #expect(
                    try await people.pool.query(update, .person(people.stranger.user)).affectedRows == 1,
                    "\(table)"
                )
                #expect(try await people.pool.query(update, .person(nil)).affectedRows == 0, "\(table)")
            }
            for (table, _) in try await people.personalTables(granted: "DELETE") {
                let delete: Query = "DELETE FROM \(unsafeSQL: table)"
                #expect(try await people.pool.query(delete, .person(nil)).affectedRows == 0, "\(table)")
                #expect(try await people.pool.query(delete, .person(people.stranger.user)).affectedRows > 0, "\(table)")
            }
            #expect(try await people.rows(of: people.owner.user) == before)
        }
    }

    @Test("are added under their person's setting alone")
    func withCheck() async throws {
        try await withTwoPeople { people in
            for (table, column) in try await people.personalTables(granted: "INSERT") {
                let stolen = #"jsonb_build_object('\#(column)', '\#(people.owner.user.uuid)')"#
                let insert: Query = """
                    INSERT INTO \(unsafeSQL: table)
                    SELECT (jsonb_populate_record(t, \(unsafeSQL: stolen))).* FROM \(unsafeSQL: table) t LIMIT 1
                    """
                let error = await #expect(throws: PostgresError.self, "\(table)") {
                    try await people.pool.query(insert, .person(people.stranger.user))
                }
                #expect(error?.sqlState == .insufficientPrivilege, "\(table)")
            }
        }
    }

    @Test("are asked for by statements all of which are tried here")
    func isComplete() throws {
        let declared = try SourceFile.storeFunctions(on: "OnPerson")
        #expect(Set(declared) == Set(PersonStatement.all.map(\.signature)))
    }

    @Test("are found and changed by those statements: what is tried here could be seen")
    func control() async throws {
        for statement in PersonStatement.all {
            try await withTwoPeople { people in
                let before = try await people.rows(of: people.owner.user)
                switch try await people.ask(statement, naming: people.owner, under: people.owner) {
                case .found(let count): #expect(count > 0, "\(statement.signature)")
                case .written: #expect(try await people.rows(of: people.owner.user) != before, "\(statement.signature)")
                case .refused(let state): #expect(state == .uniqueViolation, "\(statement.signature)")
                case .exempt: break
                }
            }
        }
    }

    @Test("are kept from another person's statements by row-level security alone, even where they name whose they are")
    func rowLevelSecurity() async throws {
        try await withTwoPeople { people in
            let before = try await people.rows(of: people.owner.user)
            for statement in PersonStatement.all {
                switch try await people.ask(statement, naming: people.owner, under: people.stranger) {
                case .found(let count): #expect(count == 0, "\(statement.signature)")
                case .refused(let state): #expect(state == .insufficientPrivilege, "\(statement.signature)")
                case .written, .exempt: break
                }
                #expect(try await people.rows(of: people.owner.user) == before, "\(statement.signature)")
            }
        }
    }

    @Test("are kept from them by naming one's own alone, with row-level security disabled")
    func personInEveryStatement() async throws {
        try await withTwoPeople { people in
            for (table, _) in try await people.personalTables(granted: "SELECT") {
                try await people.database.run("ALTER TABLE \(unsafeSQL: table) DISABLE ROW LEVEL SECURITY")
            }
            let before = try await people.rows(of: people.owner.user)
            for statement in PersonStatement.all {
                switch try await people.ask(statement, naming: people.stranger, under: people.stranger) {
                case .found(let count): #expect(count == 0, "\(statement.signature)")
                case .refused(let state): #expect(state.errorClass == .integrityConstraintViolation)
                case .written, .exempt: break
                }
                #expect(try await people.rows(of: people.owner.user) == before, "\(statement.signature)")
            }
        }
    }
}

extension TransactionOptions {
    fileprivate static func person(_ user: ID<User>?) -> TransactionOptions {
        TransactionOptions(role: OnPerson.role, settings: user.map { [("app.user_id", $0.uuid)] } ?? [])
    }
}

extension TwoTenants {
    /// Tables with people's rows on which the people's role has this privilege, with the column that says whose.
    fileprivate func personalTables(granted privilege: String) async throws -> [(table: String, column: String)] {
        let tables = try await database.strings(
            """
            SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
                AND a.attname = CASE WHEN relname = 'users' THEN 'id' ELSE 'user_id' END
                AND has_table_privilege('latchkey_people', c.oid, '\(privilege)')
            ORDER BY 1
            """
        )
        return tables.map { name in
            let parts = name.split(separator: ".").map(String.init)
            return (parts[0], parts[1])
        }
    }

    /// Every row of somebody's, so that any change to them shows.
    fileprivate func rows(of user: ID<User>) async throws -> [String] {
        var rows: [String] = []
        for (table, column) in try await personalTables(granted: "SELECT") {
            rows += try await database.strings(
                "SELECT t::text FROM \(table) t WHERE \(column) = '\(user.uuid)'"
            )
        }
        return rows.sorted()
    }

    fileprivate func ask(_ statement: PersonStatement, naming named: Side, under side: Side) async throws -> Outcome {
        do {
            return try await pool.withTransaction(.person(side.user)) { base in
                let transaction = PersonTransaction(
                    base: base.reborrowed(),
                    kind: OnPerson(user: named.user),
                    clock: .server
                )
                switch statement.ask {
                case .read(let read): return .found(try await read(transaction, named.user, owner))
                case .write(let write):
                    try write(transaction, named.user, owner)
                    return .written
                case .exempt: return .exempt
                }
            }
        } catch let error as PostgresError {
            guard let state = error.sqlState else { throw error }
            return .refused(state)
        }
    }
}

/// Lends two tenants whose people have everything that a person can have.
private func withTwoPeople(_ body: (TwoTenants) async throws -> Void) async throws {
    try await withTwoTenants { tenants in
        for side in [tenants.stranger, tenants.owner] { try await addRows(to: side, tenants.database) }
        let second = Bytes([UInt8](repeating: 1, count: 32))
        try await tenants.database.run(
            "INSERT INTO recovery_codes (user_id, mac) VALUES (\(tenants.owner.user), \(second))"
        )
        try await body(tenants)
    }
}

private func addRows(to side: TwoTenants.Side, _ database: TestDatabase) async throws {
    let (user, at, hash) = (side.user, TwoTenants.usageHour, Bytes(side.tokenHash))
    let rows: [Query] = [
        """
        INSERT INTO sessions (user_id, id, token_hash, created_at, expires_at, tenant_id)
        VALUES (\(user), \(side.session), \(hash), \(at), \(at), \(side.id))
        """,
        """
        INSERT INTO second_factors (user_id, pepper_id, secret, created_at) VALUES (\(user), 1, \(hash), \(at))
        """,
        "INSERT INTO recovery_codes (user_id, mac) VALUES (\(user), \(hash))",
        """
        INSERT INTO password_links (user_id, token_hash, created_at, expires_at)
        VALUES (\(user), \(hash), \(at), \(at))
        """,
    ]
    for row in rows { try await database.run(row) }
    try await database.run("UPDATE credentials SET password_hash = 'hash' WHERE user_id = \(user)")
}
