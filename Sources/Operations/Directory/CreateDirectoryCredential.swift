package import Domain
internal import Store

/// Lets a directory tell of a tenant's people. Its token is told once.
package struct CreateDirectoryCredential: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ read: () throws -> DirectoryCredentialDraft,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<NewDirectoryCredential> {
        let authorization = try await platform.authorizeUnbounded(tenant, for: call)
        let draft = try read()
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let present = transaction.directoryCredentials()
            let locked = try await platform.held(access, in: transaction)
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                let name = try draft.validated(at: locked.now)
                guard try await transaction.result(present).count < DirectoryCredential.most else {
                    throw Failure.conflict("A tenant has at most \(DirectoryCredential.most) directory credentials.")
                }
                let credential = DirectoryCredential(
                    id: .make(at: locked.now, using: platform.entropy),
                    tenant: tenant,
                    name: name.text,
                    createdAt: locked.now,
                    createdBy: call.actor.user.id,
                    expiresAt: draft.expiresAt
                )
                let token = DirectoryToken.mint(for: credential.id, of: tenant, using: platform.entropy)
                transaction.insert(credential, tokenHash: token.hash)
                try platform.conclude(
                    Change(.memberManage, on: credential.id, after: credential.audited),
                    by: Author(call, authorization.permit),
                    locked,
                    in: transaction
                )
                return NewDirectoryCredential(credential: credential, token: token.text)
            }
        }
    }
}
