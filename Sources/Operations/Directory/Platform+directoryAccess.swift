package import Domain
internal import SCIM
internal import Store

/// What a directory presents, for which tenant, through which request.
package struct DirectoryCall: Sendable {
    package let token: Sensitive<String>
    /// Nil for what is no tenant's id.
    package let tenant: ID<Tenant>?
    package let request: ID<Request>?
    package let remoteAddress: IPAddress?

    package init(
        token: Sensitive<String>,
        tenant: ID<Tenant>?,
        request: ID<Request>? = nil,
        remoteAddress: IPAddress? = nil
    ) {
        self.token = token
        self.tenant = tenant
        self.request = request
        self.remoteAddress = remoteAddress
    }
}

/// That a directory may tell of a tenant's people.
struct DirectoryAccess: Sendable {
    let tenant: TenantFacts
    let author: Author
    /// Of what is answered.
    let writer: ResourceWriter
}

extension Platform {
    /// A directory's credential is good in its own tenant alone, and while that is not suspended. Another tenant's path is
    /// answered like a wrong token, so that nobody learns which tenants there are.
    func admit(_ call: DirectoryCall) async throws -> DirectoryAccess {
        guard let token = DirectoryToken(call.token), token.tenant == call.tenant,
            let tenant = try await directory.facts(of: token.tenant)
        else { throw noDirectory(call) }
        let (found, own, partners, now) = try await database.readTenant(tenant.id) { transaction in
            (
                transaction.directoryCredential(token.credential, tokenHash: token.hash),
                transaction.state(),
                try transaction.state(of: tenant.parent),
                transaction.time()
            )
        }
        guard let found, found.isLive(at: now) else { throw noDirectory(call) }
        if own?.suspension != nil || partners?.suspension != nil { throw Failure.tenantSuspended() }
        return DirectoryAccess(
            tenant: tenant,
            author: Author(call, found),
            writer: ResourceWriter(base: scimBase(of: tenant.id))
        )
    }

    func scimBase(of tenant: ID<Tenant>) -> String { "\(rules.publicURL)/scim/v2/\(tenant)" }

    /// Counts it for a tenant that this process knows: for what may be nobody's id, nothing is looked up.
    private func noDirectory(_ call: DirectoryCall) -> Failure {
        if let tenant = call.tenant.flatMap({ directory.known($0) }), tenant.kind != .platform {
            count(unknownDirectoryOf: tenant.id, from: call.remoteAddress)
        }
        return Failure(
            .unauthenticated,
            "Send `Authorization: Bearer` with a live directory credential of this tenant."
        )
    }

    /// Does something to what a tenant's directory has told, under the tenant's lock.
    func tell<Outcome: Sendable>(
        _ access: DirectoryAccess,
        _ body: (borrowing TenantTransaction, LockedTenant) async throws -> Outcome
    ) async throws -> Outcome {
        try await database.onTenant(access.tenant.id) { transaction in
            let pending = try lock(access.tenant, in: transaction)
            let locked = try await held(pending, in: transaction)
            return try await body(transaction, locked)
        }
    }
}
