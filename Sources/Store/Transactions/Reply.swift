package import Domain
internal import Postgres

/// What a statement that was sent will answer. Statements that do not wait for each other share one round trip.
package struct Reply<Value> {
    let pending: Transaction.Pending
    let decode: (Rows) throws -> Value
}

extension StoreTransaction {
    /// The answer, waited for together with all that was sent before it.
    package func result<Value>(_ reply: Reply<Value>) async throws -> Value {
        try reply.decode(try await base.rows(reply.pending))
    }

    func send<Value>(_ query: Query, decode: @escaping (Rows) throws -> Value) -> Reply<Value> {
        Reply(pending: base.send(query), decode: decode)
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
