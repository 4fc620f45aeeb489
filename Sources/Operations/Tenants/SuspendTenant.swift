package import Domain

/// Stops a tenant, a partner's businesses with it: their keys from the answer on, their people at their next request.
/// Suspending once more changes nothing, and is answered with a fresh receipt.
package struct SuspendTenant: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        /// A partner's; staff give theirs with the call.
        package let reason: Description?
        /// The version that the caller has seen, if it matters to them.
        package let expectedVersion: VersionCondition?

        package init(reason: Description?, expectedVersion: VersionCondition?) {
            self.reason = reason
            self.expectedVersion = expectedVersion
        }
    }

    package func callAsFunction(
        _ tenant: ID<Tenant>,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> Tightened<TenantView> {
        let authorization = try await platform.authorize(.tenantSuspend, on: tenant, for: call)
        let role = authorization.permit.role
        return try await platform.tightening { announcements in
            try await platform.changeSuspension(authorization, call, announcements) { present, now in
                .suspended(present, by: role, at: now)
            } asked: {
                try read()
            }
        }
    }
}
