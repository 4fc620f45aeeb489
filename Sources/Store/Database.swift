package import Domain
package import Postgres
internal import Traces
internal import Tracing

/// The database, as the floors above see it: a transaction for each kind of work, and failures in the words of the domain.
package struct Database: Sendable {
    let pool: Pool
    let clock: WallClock
    private let onTold: @Sendable () -> Void

    /// - Parameter onTold: hears that something may have come into the outbox, once it is committed. A hint: what others commit
    ///   it does not hear of.
    package init(pool: Pool, clock: WallClock = .server, onTold: @escaping @Sendable () -> Void = {}) {
        self.pool = pool
        self.clock = clock
        self.onTold = onTold
    }

    /// What the transaction announces is logged with the commit.
    ///
    /// - Parameter announcements: takes it, and where the log stood then.
    package func onTenant<Result: Sendable>(
        _ tenant: ID<Tenant>,
        announcing announcements: Announcements? = nil,
        _ body: (borrowing TenantTransaction) async throws -> Result
    ) async throws -> Result {
        let made = announcements ?? Announcements()
        let ((result, end), answers) = try await transaction(OnTenant(tenant: tenant), made) { transaction in
            let result = try await body(transaction)
            return (result, announcements == nil && made.all.isEmpty ? nil : transaction.logAnnouncements())
        }
        if made.hasTold { onTold() }
        if let end { made.committed(at: try end.value(in: answers)) }
        return result
    }

    package func onPerson<Result: Sendable>(
        _ user: ID<User>?,
        _ body: (borrowing PersonTransaction) async throws -> Result
    ) async throws -> Result {
        try await transaction(OnPerson(user: user), Announcements(), body).0
    }

    private func transaction<Kind: TransactionKind, Result>(
        _ kind: Kind,
        _ announcements: Announcements,
        _ body: (borrowing StoreTransaction<Kind>) async throws -> Result
    ) async throws -> (Result, Answers) {
        let span = Self.beginSpan(Kind.role)
        defer { span?.end() }
        do {
            return try await pool.withAnsweredTransaction(TransactionOptions(kind)) { transaction in
                try await body(
                    StoreTransaction(
                        base: transaction.reborrowed(),
                        kind: kind,
                        clock: clock,
                        announcements: announcements
                    )
                )
            }
        } catch let error as PostgresError {
            throw Failure(error)
        }
    }
}

extension Database {
    /// Of a transaction; statements and their values stay out of it.
    private static func beginSpan(_ role: String) -> RecordedSpan? {
        Traces.beginSpan("transaction", .client, ["db.system.name": "postgresql", "latchkey.role": .string(role)])
    }
}

// MARK: - Reading what needs no second question: sent whole, COMMIT included, in one round trip

extension Database {
    package func readTenant<each Value>(
        _ tenant: ID<Tenant>,
        _ body: (borrowing TenantTransaction) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        try await read(OnTenant(tenant: tenant), body)
    }

    /// As above, for whoever passes the gates: what those throw is thrown before anything of what was read.
    package func readTenant<each Value>(
        _ tenant: ID<Tenant>,
        behind gates: (borrowing TenantTransaction) throws -> [Reply<Void>],
        _ body: (borrowing TenantTransaction) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        try await read(OnTenant(tenant: tenant), behind: gates, body)
    }

    package func readPerson<each Value>(
        _ user: ID<User>?,
        _ body: (borrowing PersonTransaction) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        try await read(OnPerson(user: user), body)
    }

    package func readPlatform<each Value>(
        _ body: (borrowing PlatformTransaction) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        try await read(OnPlatform(), body)
    }

    package func readFinder<each Value>(
        _ body: (borrowing FinderTransaction) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        try await read(OnFinder(), body)
    }

    /// Verifying never writes.
    package func onVerification<each Value>(
        _ body: (borrowing VerifierTransaction) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        try await read(OnVerification(), body)
    }

    package func readLeases<each Value>(
        _ body: (borrowing LeaseTransaction) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        try await read(OnLeases(), body)
    }

    private func read<Kind: TransactionKind, each Value>(
        _ kind: Kind,
        behind gates: (borrowing StoreTransaction<Kind>) throws -> [Reply<Void>] = { _ in [] },
        _ body: (borrowing StoreTransaction<Kind>) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        var options = TransactionOptions(kind)
        options.readOnly = true
        // What one answer is made of is of one moment.
        options.isolation = .repeatableRead
        let span = Self.beginSpan(Kind.role)
        defer { span?.end() }
        do {
            let ((gates, replies), answers) = try await pool.sendTransaction(options) { transaction in
                let transaction = StoreTransaction(base: transaction.reborrowed(), kind: kind, clock: clock)
                return (try gates(transaction), try body(transaction))
            }
            for gate in gates { try gate.value(in: answers) }
            return (repeat try (each replies).value(in: answers))
        } catch let error as PostgresError {
            throw Failure(error)
        }
    }
}

// MARK: - Writing what waits for no answer of its own: in one round trip too

extension Database {
    /// May be repeated after any failure: see ``StoreTransaction/write(_:of:)``.
    @discardableResult
    package func writeUsage<Value>(
        of tenant: ID<Tenant>,
        _ body: (borrowing UsageTransaction) throws -> Reply<Value>
    ) async throws -> Value {
        let kind = OnUsage(tenant: tenant)
        do {
            let (reply, answers) = try await pool.sendTransaction(TransactionOptions(kind)) { transaction in
                try body(StoreTransaction(base: transaction.reborrowed(), kind: kind, clock: clock))
            }
            return try reply.value(in: answers)
        } catch let error as PostgresError {
            throw Failure(error)
        }
    }
}

extension Database {
    /// - Parameter durably: whether to wait until it is on disk, and on the standby. So are registrations and renewals: were one
    ///   lost in a crash, nobody would wait for a verifier that trusts its memory on account of it. An acknowledgement that is
    ///   lost only makes others wait longer.
    package func writeLeases<Value>(
        durably: Bool = false,
        _ body: (borrowing LeaseTransaction) throws -> Reply<Value>
    ) async throws -> Value {
        let kind = OnLeases()
        var options = TransactionOptions(kind)
        if !durably { options.settings = [("synchronous_commit", "off")] }
        do {
            let (reply, answers) = try await pool.sendTransaction(options) { transaction in
                try body(StoreTransaction(base: transaction.reborrowed(), kind: kind, clock: clock))
            }
            return try reply.value(in: answers)
        } catch let error as PostgresError {
            throw Failure(error)
        }
    }
}

extension TransactionOptions {
    fileprivate init<Kind: TransactionKind>(_ kind: Kind) {
        self.init(role: Kind.role, settings: kind.settings.map { ($0.name, $0.value) })
    }
}
