package import Domain
internal import Store

/// Whether a trail is what was written.
package struct VerifyTrail: Sendable {
    private let platform: Platform
    private let seats = TenantSeats(
        most: 2,
        detail: "A trail is being verified at this moment. Try again when that is done."
    )

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
