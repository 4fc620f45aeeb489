package import Domain
internal import Postgres

/// What a statement that was sent will answer. Statements that do not wait for each other share one round trip.
package struct Reply<Value> {
    private let source: Source

    private enum Source {
        case known(Value)
        case sent(Transaction.Pending, decode: (Rows) throws -> Value)
    }

    /// An answer that needs no statement.
    static func known(_ value: Value) -> Reply {
        Reply(source: .known(value))
    }

    init(_ pending: Transaction.Pending, decode: @escaping (Rows) throws -> Value) {
        self.init(source: .sent(pending, decode: decode))
    }

    private init(source: Source) {
        self.source = source
    }

    /// The answer, made into something else, or refused, where it is read.
    package func map<Mapped>(_ transform: @escaping (Value) throws -> Mapped) throws -> Reply<Mapped> {
        switch source {
        case .known(let value): .known(try transform(value))
        case .sent(let pending, let decode): Reply<Mapped>(pending) { try transform(try decode($0)) }
        }
    }

    func value(in answers: Answers) throws -> Value {
        switch source {
        case .known(let value): value
        case .sent(let pending, let decode): try decode(try answers.rows(pending))
        }
    }

    fileprivate func value(in transaction: borrowing Transaction) async throws -> Value {
        switch source {
        case .known(let value): value
        case .sent(let pending, let decode): try decode(try await transaction.rows(pending))
        }
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
