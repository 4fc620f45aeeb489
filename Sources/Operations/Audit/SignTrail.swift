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

    /// Follows what has come since the last good signature, and signs it if it fits: a signature under what somebody else wrote
    /// would vouch for them.
    ///
    /// - Returns: what does not fit. Then nothing is signed.
    @discardableResult
    package func callAsFunction(of tenant: ID<Tenant>) async throws -> AuditFinding? {
        let (ends, finding) = try await platform.database.onSnapshot(of: tenant) { transaction in
            let ends = try await transaction.result(transaction.auditEnds()).found
            let known = try await lastKnown(in: transaction)
            let examination = AuditExamination(of: tenant, ends, after: known) { signers.worth(of: $0) }
            return (ends, try await examination.verdict(in: transaction).finding)
        }
        guard finding == nil, ends.sequence > 0 else { return finding }
        try await platform.database.onTenant(tenant) { transaction in
            let locked = try await transaction.held(transaction.lock())
            let claim = AuditCheckpoint.Claim(
                tenant: tenant,
                kind: .head,
                sequence: ends.sequence,
                head: ends.head,
                at: locked.now
            )
            transaction.insert(try signers.sign(claim))
            if let prune = toSignAnew(ends) { transaction.insert(try signers.sign(prune.claim)) }
            transaction.markSigned(claim.sequence, by: signers.newest)
        }
        return nil
    }

    /// The newest head whose signature is good; nil where the trail is to be followed from its beginning.
    private func lastKnown(in transaction: borrowing TenantTransaction) async throws -> AuditCheckpoint? {
        var place = AuditCheckpoint.Place.end
        while true {
            let page = try await transaction.result(transaction.checkpoints(before: place, limit: 50))
            if let known = page.first(where: { signers.worth(of: $0) == .valid }) { return known }
            guard let last = page.last else { return nil }
            place = last.place
        }
    }

    /// A pruning that only an older pepper signed, which may be taken away one day: nothing else says that the rows before it
    /// were deleted by the operator.
    private func toSignAnew(_ ends: AuditEnds) -> AuditCheckpoint? {
        guard !ends.lastPrunes.contains(where: { $0.signer == signers.newest }) else { return nil }
        return ends.lastPrunes.first { signers.worth(of: $0) == .valid }
    }
}
