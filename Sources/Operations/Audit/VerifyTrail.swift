package import Domain
internal import Store
internal import Synchronization

/// Whether a trail is what was written.
package struct VerifyTrail: Sendable {
    private let platform: Platform
    private let seats = TrailSeats()

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter tenant: nil for the platform's own trail.
    package func callAsFunction(of tenant: ID<Tenant>?, call: Call) async throws -> AuditVerdict {
        let access = try await platform.approachTrail(of: tenant, for: call)
        _ = try await platform.read(access) { $0.auditEnds() }
        try seats.take(access.tenant)
        defer { seats.leave(access.tenant) }
        return try await platform.examine(access.tenant)
    }

    /// For whoever holds the database.
    ///
    /// - Parameter outside: checkpoints that were kept elsewhere.
    package func callAsFunction(
        withoutAsking tenant: ID<Tenant>,
        against outside: [AuditCheckpoint] = []
    ) async throws -> AuditVerdict {
        try await platform.examine(tenant, against: outside)
    }
}

/// How many trails are followed at once: each keeps a connection for as long as that takes, so one of a tenant, and two in all.
private final class TrailSeats: Sendable {
    private static let most = 2
    private let taken = Mutex<Set<ID<Tenant>>>([])

    func take(_ tenant: ID<Tenant>) throws(Failure) {
        let isTaken = taken.withLock { taken in taken.count < Self.most && taken.insert(tenant).inserted }
        guard isTaken else {
            throw Failure(
                .unavailable,
                "A trail is being verified at this moment. Try again when that is done.",
                retryAfter: .seconds(5)
            )
        }
    }

    func leave(_ tenant: ID<Tenant>) {
        _ = taken.withLock { $0.remove(tenant) }
    }
}
