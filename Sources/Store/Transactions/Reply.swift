package import Domain
internal import Postgres

/// What statements that were sent will answer. Statements that do not wait for each other share one round trip.
package struct Reply<Value> {
    private let sent: [Transaction.Pending]
    private let decode: ([Rows]) throws -> Value

    /// An answer that needs no statement.
    static func known(_ value: Value) -> Reply {
        Reply(sent: []) { _ in value }
    }

    init(_ pending: Transaction.Pending, decode: @escaping (Rows) throws -> Value) {
        self.init(sent: [pending]) { try decode($0[0]) }
    }

    private init(sent: [Transaction.Pending], decode: @escaping ([Rows]) throws -> Value) {
        self.sent = sent
        self.decode = decode
    }

    /// The answer, made into something else, or refused, where it is read.
    package func map<Mapped>(_ transform: @escaping (Value) throws -> Mapped) -> Reply<Mapped> {
        Reply<Mapped>(sent: sent) { try transform(try decode($0)) }
    }

    /// The answers to any number of questions of one kind.
    package static func all<Each>(_ replies: [Reply<Each>]) -> Reply where Value == [Each] {
        Reply(sent: replies.flatMap(\.sent)) { rows in
            var rest = rows[...]
            return try replies.map { reply in
                defer { rest = rest.dropFirst(reply.sent.count) }
                return try reply.decode(Array(rest.prefix(reply.sent.count)))
            }
        }
    }

    /// The answers to two questions, made into one.
    package func with<Other, Both>(
        _ other: Reply<Other>,
        _ combine: @escaping (Value, Other) throws -> Both
    ) -> Reply<Both> {
        Reply<Both>(sent: sent + other.sent) { rows in
            try combine(try decode(Array(rows.prefix(sent.count))), try other.decode(Array(rows.dropFirst(sent.count))))
        }
    }

    func value(in answers: Answers) throws -> Value {
        try decode(try sent.map { try answers.rows($0) })
    }

    fileprivate func value(in transaction: borrowing Transaction) async throws -> Value {
        var rows: [Rows] = []
        for pending in sent { rows.append(try await transaction.rows(pending)) }
        return try decode(rows)
    }
}

extension StoreTransaction {
    /// The answer, waited for together with all that was sent before it.
    package func result<Value>(_ reply: Reply<Value>) async throws -> Value {
        try await reply.value(in: base)
    }

    func send<Value>(_ query: Query, decode: @escaping (Rows) throws -> Value) -> Reply<Value> {
        Reply(base.send(query), decode: decode)
    }

    func send(_ query: Query) {
        _ = base.send(query)
    }

    /// The server's time as a statement of its own, so that it is asked after the statements before it took their locks.
    package func time() -> Reply<Instant> {
        let clock = clock
        return send("SELECT clock_timestamp() AS now") { rows in
            clock.read(try rows.one.decode("now"))
        }
    }
}

extension Rows {
    /// The row of a statement that always answers one.
    var one: Row {
        get throws {
            guard let first else { throw UnexpectedRows() }
            return first
        }
    }
}

/// A statement that always answers a row answered none.
struct UnexpectedRows: Error {}
