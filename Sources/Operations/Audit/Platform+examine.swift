internal import Domain
internal import Store

extension Platform {
    /// Follows a whole trail, a page at a time, as it was when this began.
    ///
    /// - Parameter outside: checkpoints that were kept elsewhere.
    func examine(
        _ tenant: ID<Tenant>,
        against outside: [AuditCheckpoint] = [],
        page: Int64 = 500
    ) async throws -> AuditVerdict {
        let signers = AuditSigners(peppers: peppers)
        return try await database.onSnapshot(of: tenant) { transaction in
            let ends = try await transaction.result(transaction.auditEnds()).found
            let examination = AuditExamination(of: tenant, ends, outside: outside) { signers.worth(of: $0) }
            return try await examination.verdict(in: transaction, page: page)
        }
    }
}

extension AuditExamination {
    /// Reads what is to be followed, a page at a time.
    func verdict(in transaction: borrowing TenantTransaction, page: Int64 = 500) async throws -> AuditVerdict {
        var examination = self
        while let numbers = examination.next(atMost: page) {
            let (rows, checkpoints) = (transaction.auditRows(in: numbers), transaction.checkpoints(in: numbers))
            examination.follow(
                numbers,
                rows: try await transaction.result(rows),
                checkpoints: try await transaction.result(checkpoints)
            )
        }
        return examination.verdict
    }
}
