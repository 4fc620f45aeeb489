package import Domain
internal import Postgres

// Reading a trail from one end to the other.

extension StoreTransaction where Kind == OnTenant {
    /// Where the trail begins and ends, according to everything that tells of it; nil of no tenant.
    package func auditEnds() -> Reply<AuditEnds?> {
        let state = send(
            """
            SELECT audit_seq, audit_head, signed_seq,
                coalesce((SELECT seq FROM audit_events WHERE tenant_id = \(tenant) ORDER BY seq LIMIT 1), 0) AS first_row,
                coalesce((SELECT seq FROM audit_events WHERE tenant_id = \(tenant) ORDER BY seq DESC LIMIT 1), 0) AS last_row
            FROM tenant_state WHERE tenant_id = \(tenant)
            """
        ) { rows in try rows.first.map(StateEnds.init(row:)) }
        let lasts = Reply.all([lastCheckpoint(), lastPrune()])
        return state.with(lasts) { state, lasts in
            state.map { state in
                AuditEnds(
                    sequence: state.sequence,
                    head: state.head,
                    signed: state.signed,
                    firstRow: state.firstRow,
                    lastRow: state.lastRow,
                    lastCheckpoint: lasts[0],
                    lastPrune: lasts[1]
                )
            }
        }
    }

    private func lastCheckpoint() -> Reply<AuditCheckpoint?> {
        checkpoints(before: .max, limit: 1).map(\.first)
    }

    /// Behind which the trail begins.
    private func lastPrune() -> Reply<AuditCheckpoint?> {
        send(
            """
            SELECT \(fragment: checkpointColumns) FROM audit_checkpoints
            WHERE tenant_id = \(tenant) AND kind = 'PRUNE' ORDER BY seq DESC LIMIT 1
            """
        ) { rows in try rows.first.map(AuditCheckpoint.init(row:)) }
    }

    /// The rows of these numbers, in their order.
    package func auditRows(in numbers: ClosedRange<Int64>) -> Reply<[AuditRow]> {
        send(
            """
            SELECT \(fragment: auditColumns) FROM audit_events
            WHERE tenant_id = \(tenant) AND seq >= \(numbers.lowerBound) AND seq <= \(numbers.upperBound) ORDER BY seq
            """
        ) { rows in try rows.map(AuditRow.init(row:)) }
    }

    /// What was signed of the rows of these numbers, in their order.
    package func checkpoints(in numbers: ClosedRange<Int64>) -> Reply<[AuditCheckpoint]> {
        send(
            """
            SELECT \(fragment: checkpointColumns) FROM audit_checkpoints
            WHERE tenant_id = \(tenant) AND seq >= \(numbers.lowerBound) AND seq <= \(numbers.upperBound)
            ORDER BY seq, kind
            """
        ) { rows in try rows.map(AuditCheckpoint.init(row:)) }
    }

    /// What was signed, the last row first.
    package func checkpoints(before sequence: Int64, limit: Int) -> Reply<[AuditCheckpoint]> {
        send(
            """
            SELECT \(fragment: checkpointColumns) FROM audit_checkpoints
            WHERE tenant_id = \(tenant) AND seq < \(sequence) ORDER BY seq DESC, kind DESC LIMIT \(limit)
            """
        ) { rows in try rows.map(AuditCheckpoint.init(row:)) }
    }
}

private struct StateEnds {
    let sequence: Int64
    let head: [UInt8]
    let signed: Int64
    let firstRow: Int64
    let lastRow: Int64

    init(row: Row) throws {
        sequence = try row.decode("audit_seq")
        head = try row.decode("audit_head", as: Bytes.self).bytes
        signed = try row.decode("signed_seq")
        firstRow = try row.decode("first_row")
        lastRow = try row.decode("last_row")
    }
}

let auditColumns: Query = "seq, id, at, action, actor_id, object, row, hash"
private let checkpointColumns: Query = "tenant_id, seq, kind, head, at, signer, signature"

extension AuditRow {
    init(row: Row) throws {
        self.init(
            sequence: try row.decode("seq"),
            id: try row.decode("id"),
            at: try row.decode("at"),
            action: try row.decode("action"),
            actor: try row.decode("actor_id"),
            object: try row.decode("object"),
            row: try row.decode("row"),
            hash: try row.decode("hash", as: Bytes.self).bytes
        )
    }
}

extension AuditCheckpoint {
    fileprivate init(row: Row) throws {
        self.init(
            claim: Claim(
                tenant: try row.decode("tenant_id"),
                kind: try row.decode("kind"),
                sequence: try row.decode("seq"),
                head: try row.decode("head", as: Bytes.self).bytes,
                at: try row.decode("at")
            ),
            signer: try row.decode("signer"),
            signature: try row.decode("signature", as: Bytes.self).bytes
        )
    }
}

extension AuditCheckpoint.Kind: Word {}
