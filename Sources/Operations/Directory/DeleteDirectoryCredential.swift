package import Domain
internal import Store

/// Ends what a directory may tell, from its next request on. What it has told stays until another one says otherwise.
package struct DeleteDirectoryCredential: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ id: ID<DirectoryCredential>, in tenant: ID<Tenant>, call: Call) async throws {
        let authorization = try await platform.authorizeUnbounded(tenant, for: call)
        try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.directoryCredential(id)
            let locked = try await platform.held(access, in: transaction)
            guard let credential = try await transaction.result(stored) else { throw Failure.notFound() }
            transaction.delete(credential)
            try platform.conclude(
                Change(.memberManage, on: id, before: credential.audited),
                by: Author(call, authorization.permit),
                locked,
                in: transaction
            )
        }
    }
}
