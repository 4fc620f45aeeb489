package import Domain
internal import Store

/// Deletes the beginning of a trail, in the name of whoever owns the database, and signs where it begins from then on.
package struct PruneTrail: Sendable {
    private let platform: Platform
    private let signers: AuditSigners
    private let batch: Int64

    /// - Parameter batch: rows that are deleted in one transaction, at most.
    package init(platform: Platform, batch: Int64 = 5000) {
        self.platform = platform
        signers = AuditSigners(peppers: platform.peppers)
        self.batch = batch
    }

    /// Deletes the rows from before `cut`; answers how many.
    ///
    /// - Parameter tell: is told of each batch: how many are deleted by now, and of how many.
    package func callAsFunction(
        of tenant: ID<Tenant>,
        before cut: Instant,
        telling tell: (_ deleted: Int64, _ all: Int64) -> Void = { _, _ in }
    ) async throws -> Int64 {
        try await requireOwner()
        let (ends, found) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.auditEnds(), transaction.auditSequence(before: cut))
        }
        let start = try ends.found.lastPrune?.sequence ?? 0
        guard let last = found, last > start else { return 0 }
        try await requireIntact(tenant, upTo: last)
        var done = start
        while done < last {
            let next = min(done + batch, last)
            let isFirst = done == start
            try await prune(tenant, upTo: next, recording: isFirst ? (after: start, upTo: last, before: cut) : nil)
            done = next
            tell(done - start, last - start)
        }
        return last - start
    }

    private func requireOwner() async throws {
        guard try await platform.database.ownsTrail() else {
            throw Failure(
                .roleForbidden,
                """
                This login does not own the tables, and the application's own role cannot delete from a trail. Run this with \
                the DATABASE_URL with which `latchkey migrate` is run.
                """
            )
        }
    }

    /// What does not fit is evidence, and stays.
    private func requireIntact(_ tenant: ID<Tenant>, upTo last: Int64) async throws {
        let verdict = try await platform.examine(tenant)
        guard let finding = verdict.finding, finding.changedAfter ?? (finding.sequence - 1) < last else { return }
        throw Failure(
            .conflict,
            """
            Row \(finding.sequence) of the trail of \(tenant) does not fit (\(finding.reason.rawValue)), so nothing of it is \
            deleted. See: latchkey audit verify --tenant \(tenant)
            """
        )
    }

    /// One batch, with the signature that stands in its place: both or neither.
    private func prune(
        _ tenant: ID<Tenant>,
        upTo sequence: Int64,
        recording plan: (after: Int64, upTo: Int64, before: Instant)?
    ) async throws {
        try await platform.database.onTenant(tenant) { transaction in
            let locked = try await transaction.held(transaction.lock())
            let rows = try await transaction.result(transaction.auditRows(in: sequence...sequence))
            let claim = AuditCheckpoint.Claim(
                tenant: tenant,
                kind: .prune,
                sequence: sequence,
                head: try rows.first.found.hash,
                at: locked.now
            )
            try transaction.deleteTrail(upTo: sequence)
            transaction.insert(try signers.sign(claim))
            guard let plan else { return }
            let change = Change(
                "audit.prune",
                on: tenant,
                before: ["first_seq": .integer(plan.after + 1)],
                after: ["first_seq": .integer(plan.upTo + 1), "older_than": .string(plan.before.description)]
            )
            platform.conclude(change, by: .system, locked, in: transaction)
        }
    }
}
