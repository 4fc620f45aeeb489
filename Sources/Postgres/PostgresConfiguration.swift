import CLibpq

/// How to reach the server, and for how long to wait for what.
package struct PostgresConfiguration: Sendable {
    /// A URL or keywords and values, as libpq reads it. Holds the password.
    private let conninfo: String

    /// Shown in the server's `pg_stat_activity`, unless the conninfo says otherwise.
    package var applicationName = "latchkey"
    /// From starting to connect until the server is ready for a query. With several hosts, for all of them together.
    package var connectTimeout: Duration = .seconds(5)
    /// For one statement, kept by the server. We close the connection if it is silent for `grace` longer.
    package var statementTimeout: Duration = .seconds(30)
    package var grace: Duration = .seconds(2)
    package var lockTimeout: Duration = .seconds(10)
    package var idleInTransactionTimeout: Duration = .seconds(30)
    /// Prepared statements that one connection keeps.
    package var statementCacheCapacity = 256
    /// Whether the server plans each statement once for all parameters, rather than as often as it believes that to pay off.
    package var plansOnce = false

    /// Connections at most.
    package var poolSize = 8
    /// For how long to wait for a connection.
    package var poolTimeout: Duration = .seconds(5)
    /// After which an idle connection is closed.
    package var idleLifetime: Duration = .seconds(300)
    /// Between attempts to connect that failed; doubles from the first to the last, and a random half is taken off.
    package var backoff: ClosedRange<Duration> = .milliseconds(50)...(.seconds(2))
    /// After this much silence a listener asks whether its server is still there, and waits as long for an answer.
    package var heartbeat: Duration = .seconds(10)
    /// For how long a pool that is shut down waits for its transactions.
    package var shutdownTimeout: Duration = .seconds(8)

    /// - Parameter conninfo: `postgresql://…`, or `host=… dbname=…`, with any of libpq's settings (`sslmode`, …).
    /// - Throws: `invalidQuery`, without quoting it, when libpq cannot read it.
    package init(_ conninfo: String) throws(PostgresError) {
        var message: UnsafeMutablePointer<CChar>?
        defer { PQfreemem(message) }
        guard !conninfo.utf8.contains(0), let options = PQconninfoParse(conninfo, &message) else {
            throw .invalidQuery(reason: "the database's URL is not one that libpq can read")
        }
        PQconninfoFree(options)
        self.conninfo = conninfo
    }

    var libpqSettings: [(keyword: String, value: String)] {
        [
            ("fallback_application_name", applicationName),
            ("dbname", conninfo),
            ("client_encoding", "UTF8"),
            // A standby would answer what was true some time ago.
            ("target_session_attrs", "primary"),
        ]
    }

    /// For how long the server may be silent before it is given up.
    var silence: Duration { statementTimeout + grace }

    /// What every session starts with. With `client_connection_check_interval` the server ends a query soon after we
    /// closed its connection.
    var sessionSettings: String {
        let settings = [
            ("statement_timeout", statementTimeout),
            ("lock_timeout", lockTimeout),
            ("idle_in_transaction_session_timeout", idleInTransactionTimeout),
            ("client_connection_check_interval", .seconds(1)),
        ]
        var calls = settings.map { "set_config('\($0)', '\($1.wholeMilliseconds)', false)" }
        if plansOnce { calls.append("set_config('plan_cache_mode', 'force_generic_plan', false)") }
        return "SELECT " + calls.joined(separator: ", ")
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomReflectable {
    /// Without the conninfo, which may hold a password.
    package var description: String { "at most \(poolSize) connections" }

    package var customMirror: Mirror { Mirror(self, children: ["poolSize": poolSize]) }
}

extension Duration {
    /// At least 1, since 0 means no limit to the server.
    var wholeMilliseconds: Int64 {
        max(1, Int64((self / .milliseconds(1)).rounded(.up)))
    }
}
