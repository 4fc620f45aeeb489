import Testing

@testable import Postgres

extension Server {
    /// Waits until some session other than ours matches a condition on `pg_stat_activity`.
    func waitForSession(_ condition: String, count: Int = 1) async throws {
        let connection = try await connection()
        try await eventually("\(count) sessions where \(condition)") {
            let found: Int = try await connection.query(
                """
                SELECT count(*) AS n FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND (\(unsafeSQL: condition))
                """
            )[0].decode("n")
            return found >= count
        }
        await connection.close()
    }

    func execute(_ query: Query) async throws {
        let connection = try await connection()
        _ = try await connection.query(query)
        await connection.close()
    }

    /// A session that holds an advisory lock, for others to wait for, until it is closed.
    func holdLock(_ key: Int) async throws -> Connection {
        let connection = try await connection()
        _ = try await connection.query("SELECT pg_advisory_lock(\(key))")
        return connection
    }

    /// Makes COMMIT of whoever inserts into the table take ten minutes.
    func makeCommitSleep(of table: String) async throws {
        try await execute(
            """
            CREATE FUNCTION \(unsafeSQL: table)_sleep() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_sleep(600); RETURN NULL; END'
            """
        )
        try await execute(
            """
            CREATE CONSTRAINT TRIGGER sleep AFTER INSERT ON \(unsafeSQL: table) DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION \(unsafeSQL: table)_sleep()
            """
        )
    }
}
