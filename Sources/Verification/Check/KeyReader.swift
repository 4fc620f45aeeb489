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
        return try await database.onVerification(of: nil) { transaction in
            let place = transaction.place(of: route)
            // Asked for together with the place, so that a route that leads nowhere costs what any other does.
            let nothing = try await find(string, in: .nowhere, transaction)
            guard let found = try await transaction.result(place) else { return nothing }
            directory.learn(found, of: route)
            return try await find(string, in: found, transaction)
        }
    }

    private func find(_ string: KeyString, in place: TenantPlace) async throws -> KeyFinding {
        try await database.onVerification(of: nil) { transaction in
            try await find(string, in: place, transaction)
        }
    }

    private func find(
        _ string: KeyString,
        in place: TenantPlace,
        _ transaction: borrowing VerifierTransaction
    ) async throws -> KeyFinding {
        let key = try transaction.key(of: string.kid, in: place.id)
        var parent: Reply<Bool>?
        if let id = place.parent { parent = try transaction.isSuspended(id) }
        let time = transaction.time()
        let found = try await transaction.result(key)
        var isSuspended = found?.isTenantSuspended ?? false
        if let parent { isSuspended = try await transaction.result(parent) || isSuspended }
        let now = try await transaction.result(time)
        return KeyFinding(key: found, isSuspended: isSuspended, now: found.map { max($0.lastNow, now) } ?? now)
    }
}
