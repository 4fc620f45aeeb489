import Domain
@testable import Store
import TestSupport

extension TenantStatement {
    private static let number = TwoTenants.auditSequence

    static let audit = [
        read("auditEnds()") { transaction, owner in
            let ends = try await transaction.result(transaction.auditEnds())
            return ends?.lastRow == number && ends?.lastCheckpoint?.claim.tenant == owner.id ? 1 : 0
        },
        read("auditRows(in numbers)") { transaction, _ in
            try await transaction.result(transaction.auditRows(in: number...number)).count
        },
        read("checkpoints(in numbers)") { transaction, owner in
            try await transaction.result(transaction.checkpoints(in: 1...number)).count { $0.claim.tenant == owner.id }
        },
        read("checkpoints(before place,limit)") { transaction, owner in
            try await transaction.result(transaction.checkpoints(before: .end, limit: 9)).count {
                $0.claim.tenant == owner.id
            }
        },
        read("auditPlaces(_ filter,before,limit,effort)") { transaction, owner in
            let filters = [
                AuditFilter(), AuditFilter(actor: owner.user), AuditFilter(actions: ["far.ahead"]),
                AuditFilter(excludedActions: ["far.away"]), AuditFilter(object: "far"),
                AuditFilter(from: TwoTenants.farAhead),
            ]
            var found = 0
            for filter in filters {
                let places = transaction.auditPlaces(filter, before: .max, limit: 9, effort: 99)
                found += try await transaction.result(places).found.count { $0 == number }
            }
            return found
        },
        read("auditRows(numbered numbers)") { transaction, _ in
            try await transaction.result(transaction.auditRows(numbered: [number])).count
        },
        read("auditSequence(from instant)") { transaction, _ in
            try await transaction.result(transaction.auditSequence(from: TwoTenants.farAhead)) == number ? 1 : 0
        },
        read("auditSequence(before instant)") { transaction, _ in
            let last = transaction.auditSequence(before: Instant.writable.upperBound)
            return try await transaction.result(last) == number ? 1 : 0
        },
        write("insert(_ checkpoint)") { transaction, owner in
            transaction.insert(
                AuditCheckpoint(
                    claim: AuditCheckpoint.Claim(
                        tenant: owner.id,
                        kind: .head,
                        sequence: 2,
                        head: AuditChain.start,
                        at: TwoTenants.farAhead
                    ),
                    signer: "signer",
                    signature: AuditChain.start + AuditChain.start
                )
            )
        },
        write("markSigned(_ sequence,by signer)") { transaction, _ in transaction.markSigned(number, by: "signer") },
        write("deleteTrail(upTo sequence)") { transaction, _ in try transaction.deleteTrail(upTo: number) },
    ]
}
