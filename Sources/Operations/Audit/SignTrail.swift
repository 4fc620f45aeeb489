package import Domain
internal import Store

/// Signs the head of a trail: from then on, whoever changes an earlier row contradicts a signature.
package struct SignTrail: Sendable {
    private let platform: Platform
    private let signers: AuditSigners

    package init(platform: Platform) {
        self.platform = platform
        signers = AuditSigners(peppers: platform.peppers)
    }

    /// Under the tenant's lock, so that what is signed is what was committed.
    package func callAsFunction(of tenant: ID<Tenant>) async throws {
        try await platform.database.onTenant(tenant) { transaction in
            let locked = try await transaction.held(transaction.lock())
            let claim = AuditCheckpoint.Claim(
                tenant: tenant,
                kind: .head,
                sequence: locked.state.auditSequence,
                head: locked.state.auditHead,
                at: locked.now
            )
            transaction.insert(try signers.sign(claim))
            transaction.markSigned(claim.sequence)
        }
    }
}
