package import Domain
internal import Postgres

/// A verifier that keeps keys in memory.
package struct VerifierInstance: Identified {
    package static let idPrefix = "vfr"
}

/// What a verifier says of itself.
package struct LeaseRow: Hashable, Sendable {
    package let verifier: ID<VerifierInstance>
    /// Counts its renewals.
    package let generation: Int64
    /// The number of the last change that its memory knows of.
    package let acknowledged: Int64
}

/// A point in the log of changes.
package struct LogPoint: Hashable, Sendable {
    /// Of the last change.
    package let number: Int64
    /// Which run of which server tells so: another one after a restart or a failover.
    package let server: String
}

/// All leases, at one moment.
package struct LeaseBoard: Sendable {
    package let head: LogPoint
    package let leases: [LeaseRow]
}

/// What has happened since a change, at one moment.
package struct ChangeLog: Sendable {
    package let head: Int64
    /// In the order of commits; nil when it is not all there, or too much.
    package let changes: [VerdictChange]?
    package let server: String
    /// The time, and when it was asked for, is for the reader to know.
    package let now: Instant
}

extension StoreTransaction where Kind == OnLeases {
    package func board() throws -> Reply<LeaseBoard> {
        send(
            """
            SELECT h.n AS head, \(unsafeSQL: serverRun) AS server, l.id, l.generation, l.acknowledged
            FROM change_head h LEFT JOIN leases l ON true
            """
        ) { rows in
            let first = try rows.one
            return LeaseBoard(
                head: LogPoint(number: try first.decode("head"), server: try first.decode("server")),
                leases: try rows.compactMap { row in
                    guard let id = try row.decode("id", as: ID<VerifierInstance>?.self) else { return nil }
                    return LeaseRow(
                        verifier: id,
                        generation: try row.decode("generation"),
                        acknowledged: try row.decode("acknowledged")
                    )
                }
            )
        }
    }

    /// - Parameter number: of the last change that is known.
    package func changes(after number: Int64) throws -> Reply<ChangeLog> {
        let clock = clock
        return send(
            """
            SELECT h.n AS head, \(unsafeSQL: serverRun) AS server, clock_timestamp() AS now, c.n, c.object, c.id, c.version
            FROM change_head h LEFT JOIN change_log c ON c.n > \(number)
            ORDER BY c.n LIMIT \(mostChanges + 1)
            """
        ) { rows in
            let first = try rows.one
            let head: Int64 = try first.decode("head")
            let changes = try rows.compactMap { row in
                try row.decode("n", as: Int64?.self).map { _ in try VerdictChange(row: row) }
            }
            return ChangeLog(
                head: head,
                // Each number is logged once, so that a gap shows in how many there are.
                changes: Int64(changes.count) == head - number ? changes : nil,
                server: try first.decode("server"),
                now: clock.read(try first.decode("now"))
            )
        }
    }

    package func register(_ verifier: ID<VerifierInstance>) -> Reply<Void> {
        send("INSERT INTO leases (id, generation, acknowledged) VALUES (\(verifier), 0, 0)") { _ in }
    }

    /// - Returns: whether the lease was there.
    package func renew(_ verifier: ID<VerifierInstance>, acknowledging number: Int64) -> Reply<Bool> {
        send(
            """
            UPDATE leases SET generation = generation + 1, acknowledged = \(number) WHERE id = \(verifier)
            """
        ) { $0.affectedRows == 1 }
    }

    package func acknowledge(_ number: Int64, as verifier: ID<VerifierInstance>) -> Reply<Void> {
        send("UPDATE leases SET acknowledged = \(number) WHERE id = \(verifier)") { _ in }
    }

    /// Ends a lease that has not been renewed since.
    /// - Returns: whether that was so.
    package func end(_ lease: LeaseRow) -> Reply<Bool> {
        send("DELETE FROM leases WHERE id = \(lease.verifier) AND generation = \(lease.generation)") {
            $0.affectedRows == 1
        }
    }

    /// A verifier that has ended.
    package func end(_ verifier: ID<VerifierInstance>) -> Reply<Void> {
        send("DELETE FROM leases WHERE id = \(verifier)") { _ in }
    }

    /// Forgets changes that every verifier knows of. Whoever registers later begins with nothing in memory.
    package func forgetChanges() -> Reply<Int> {
        send(
            """
            DELETE FROM change_log WHERE n <= (
                SELECT least((SELECT min(acknowledged) FROM leases), (SELECT n FROM change_head))
            )
            """
        ) { $0.affectedRows }
    }
}

/// More are not worth reading one by one.
private let mostChanges = 10_000

/// Restarting changes the one, promoting a standby the other.
let serverRun = """
    pg_postmaster_start_time()::text || ' ' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
    """

extension VerdictChange {
    fileprivate init(row: Row) throws {
        let id: ID<APIKey> = try row.decode("id")
        let object: ChangedObject =
            switch try row.decode("object", as: String.self) {
            case "KEY": .key(id)
            case "GROUP": .group(ID(bits: id.bits))
            default: .tenant(ID(bits: id.bits))
            }
        self.init(object, version: try row.decode("version"))
    }
}
