internal import Domain
internal import Store

/// What the database says of a presented key at this moment.
struct KeyFinding: Sendable {
    /// Nil when nobody has its kid.
    let key: VerifiableKey?
    /// Of the key's tenant, or of the partner above it.
    let isSuspended: Bool
    let now: Instant
}

/// Reads keys from the database: one round trip, or two the first time a route is seen.
struct KeyReader: Sendable {
    private let database: Database
    private let directory: TenantDirectory

    init(_ database: Database, directory: TenantDirectory = TenantDirectory(capacity: 65_536)) {
        self.database = database
        self.directory = directory
    }

    /// - Throws: `Failure`, `UNAVAILABLE` while the database is away.
    func find(_ string: KeyString) async throws -> KeyFinding {
        guard let route = string.route else { return try await find(string, in: .nowhere) }
        if let place = directory.place(of: route) { return try await find(string, in: place) }
        // Asked for together with the place, so that a route that leads nowhere costs what any other does.
        let (place, key, isSuspended, now) = try await database.onVerification { transaction in
            let place = transaction.place(of: route)
            let (key, isSuspended, now) = try Self.ask(string, .nowhere, transaction)
            return (place, key, isSuspended, now)
        }
        guard let place else { return KeyFinding(key, isSuspended, now) }
        directory.learn(place, of: route)
        return try await find(string, in: place)
    }

    private func find(_ string: KeyString, in place: TenantPlace) async throws -> KeyFinding {
        let (key, isSuspended, now) = try await database.onVerification { transaction in
            try Self.ask(string, place, transaction)
        }
        return KeyFinding(key, isSuspended, now)
    }

    /// The key, whether the tenant above is suspended (asked of the tenant itself where there is none), and the time.
    private static func ask(
        _ string: KeyString,
        _ place: TenantPlace,
        _ transaction: borrowing VerifierTransaction
    ) throws -> (Reply<VerifiableKey?>, Reply<Bool>, Reply<Instant>) {
        (
            try transaction.key(of: string.kid.description, in: place.id),
            try transaction.isSuspended(place.parent ?? place.id),
            transaction.time()
        )
    }
}

extension KeyFinding {
    fileprivate init(_ key: VerifiableKey?, _ isParentSuspended: Bool, _ now: Instant) {
        self.key = key
        isSuspended = isParentSuspended || key?.isTenantSuspended == true
        self.now = key.map { max($0.lastNow, now) } ?? now
    }
}
