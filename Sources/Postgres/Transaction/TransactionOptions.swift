/// How a transaction begins. All of it is sent together with the transaction's first query.
package struct TransactionOptions: Sendable {
    package enum Isolation: String, Sendable {
        case readCommitted = "READ COMMITTED"
        case repeatableRead = "REPEATABLE READ"
        case serializable = "SERIALIZABLE"
    }

    /// `SET LOCAL ROLE`.
    package var role: String?
    /// `SET LOCAL name = 'value'`, in this order.
    package var settings: [(name: String, value: String)]
    package var isolation: Isolation
    package var readOnly: Bool
    /// Instead of the configuration's, for each statement of this transaction.
    package var statementTimeout: Duration?

    package init(
        role: String? = nil,
        settings: [(name: String, value: String)] = [],
        isolation: Isolation = .readCommitted,
        readOnly: Bool = false,
        statementTimeout: Duration? = nil
    ) {
        self.role = role
        self.settings = settings
        self.isolation = isolation
        self.readOnly = readOnly
        self.statementTimeout = statementTimeout
    }
}

extension TransactionOptions {
    /// The commands to begin with.
    /// - Throws: `invalidQuery` for a role or setting that cannot be written as SQL.
    var preamble: [Command] {
        get throws(PostgresError) {
            let mode = isolation.rawValue + (readOnly ? " READ ONLY" : "")
            var commands = [Command.query("BEGIN ISOLATION LEVEL \(unsafeSQL: mode)")]
            if let statementTimeout {
                commands.append(try .set("statement_timeout", to: "\(statementTimeout.wholeMilliseconds)"))
            }
            if let role {
                commands.append(try .setRole(role))
            }
            for (name, value) in settings {
                commands.append(try .set(name, to: value))
            }
            return commands
        }
    }
}

extension Command {
    static func setRole(_ role: String) throws(PostgresError) -> Command {
        guard !role.isEmpty, !role.utf8.contains(0) else { throw .invalidQuery(reason: "no name of a role") }
        return .utility("SET LOCAL ROLE \"\(role.replacing("\"", with: "\"\""))\"")
    }

    /// A literal rather than `set_config`, whose effect a distributed server does not pass on.
    static func set(_ name: String, to value: String) throws(PostgresError) -> Command {
        guard isSettingName(name) else { throw .invalidQuery(reason: "no name of a setting") }
        guard !value.utf8.contains(0) else { throw .invalidQuery(reason: "the value of \(name) contains NUL") }
        let doubled = value.replacing("'", with: "''")
        guard value.contains("\\") else { return .utility("SET LOCAL \(name) = '\(doubled)'") }
        return .utility("SET LOCAL \(name) = E'\(doubled.replacing("\\", with: "\\\\"))'")
    }

    /// Lower-case words, with one dot at most.
    private static func isSettingName(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { part in
                guard let first = part.first, isLetter(first) else { return false }
                return part.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
    }
}
