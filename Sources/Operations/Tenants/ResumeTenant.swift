package import Domain

/// Lets a suspended tenant go on. What staff suspended only staff resume. A business whose partner is suspended stays stopped
/// until that is resumed too.
package struct ResumeTenant: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: the version that the caller has seen, if it matters to them.
    package func callAsFunction(
        _ tenant: ID<Tenant>,
        ifMatch read: () throws -> VersionCondition?,
        call: Call
    ) async throws -> Answered<TenantView> {
        let authorization = try await platform.authorize(.tenantResume, on: tenant, for: call)
        let role = authorization.permit.role
        return try await platform.loosening { announcements in
            try await platform.changeSuspension(authorization, call, announcements) { present, _ in
                try present?.requireResumable(by: role)
                return nil
            } asked: {
                SuspendTenant.Input(reason: nil, expectedVersion: try read())
            }
        }
    }
}
