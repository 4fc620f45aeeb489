internal import Domain
internal import Store

/// That somebody may read a trail: a tenant's, or the platform's own, which only its staff may.
struct TrailAccess {
    let tenant: ID<Tenant>
    /// Nil for the platform, which is nobody's tenant and never suspended.
    fileprivate let authorization: Authorization?
}

extension Platform {
    /// - Parameter tenant: nil for the platform's own trail.
    func approachTrail(of tenant: ID<Tenant>?, for call: Call) async throws -> TrailAccess {
        if let tenant {
            return TrailAccess(tenant: tenant, authorization: try await authorize(.auditRead, on: tenant, for: call))
        }
        try Access.authorizeEverywhere(.auditRead, by: call.actor)
        try call.requireWellFormed()
        try await witnessList(.auditRead, for: call)
        return TrailAccess(tenant: .platform, authorization: nil)
    }

    func read<each Value>(
        _ access: TrailAccess,
        _ body: (borrowing TenantTransaction) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        guard let authorization = access.authorization else {
            return try await database.readTenant(access.tenant, body)
        }
        return try await read(authorization, body)
    }
}
