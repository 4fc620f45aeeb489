package import Domain
internal import Store

/// Takes a tenant's identity provider away: nobody comes through it any more, person or program.
package struct RemoveSignOnConnection: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: the version that the caller has seen, if it matters to them.
    package func callAsFunction(
        of tenant: ID<Tenant>,
        _ read: () throws -> VersionCondition?,
        call: Call
    ) async throws {
        let authorization = try await platform.authorizeUnbounded(tenant, for: call)
        try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.signOnConnection()
            let locked = try await platform.held(access, in: transaction)
            guard let connection = try await transaction.result(stored) else { throw Failure.notFound() }
            try read()?.require(connection.version)
            transaction.deleteSignOnConnection()
            try platform.conclude(
                Change("single_sign_on.remove", on: tenant, before: connection.audited),
                by: Author(call, authorization.permit),
                locked,
                in: transaction
            )
        }
    }
}
