package import Domain
internal import Postgres

// Reading a trail from one end to the other.

extension StoreTransaction where Kind == OnTenant {
    /// Where the trail begins and ends, according to everything that tells of it; nil of no tenant.
    package func auditEnds() -> Reply<AuditEnds?> {
        let state = send(
            """
            SELECT audit_seq, audit_head, signed_seq,
                (SELECT seq FROM audit_events WHERE tenant_id = \(tenant) ORDER BY seq LIMIT 1) AS first_row,
                coalesce((SELECT seq FROM audit_events WHERE tenant_id = \(tenant) ORDER BY seq DESC LIMIT 1), 0) AS last_row
            FROM tenant_state WHERE tenant_id = \(tenant)
            """
        ) { rows in try rows.first.map(StateEnds.init(row:)) }
        let lasts = Reply.all([checkpoints(before: .end, limit: 1), lastPrunes()])
        return state.with(lasts) { state, lasts in
            state.map { state in
                AuditEnds(
                    sequence: state.sequence,
                    head: state.head,
                    signed: state.signed,
                    firstRow: state.firstRow,
                    lastRow: state.lastRow,
                    lastCheckpoint: lasts[0].first,
                    lastPrunes: lasts[1]
                )
            }
        }
    }

    /// Behind which the trail begins: the last pruning, under every pepper that signed it.
    private func lastPrunes() -> Reply<[AuditCheckpoint]> {
        send(
            """
            SELECT \(fragment: checkpointColumns) FROM audit_checkpoints
            WHERE tenant_id = \(tenant) AND kind = 'PRUNE' AND seq = (
                SELECT seq FROM audit_checkpoints WHERE tenant_id = \(tenant) AND kind = 'PRUNE' ORDER BY seq DESC LIMIT 1
            )
            ORDER BY signer
            """
        ) { rows in try rows.map(AuditCheckpoint.init(row:)) }
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
            ORDER BY seq, kind, signer
            """
        ) { rows in try rows.map(AuditCheckpoint.init(row:)) }
    }

    /// What was signed, the last row first.
    package func checkpoints(before place: AuditCheckpoint.Place, limit: Int) -> Reply<[AuditCheckpoint]> {
        send(
            """
            SELECT \(fragment: checkpointColumns) FROM audit_checkpoints
            WHERE tenant_id = \(tenant)
                AND (seq, kind, signer) < (\(place.sequence), \(place.kind), \(place.signer))
            ORDER BY seq DESC, kind DESC, signer DESC LIMIT \(limit)
            """
        ) { rows in try rows.map(AuditCheckpoint.init(row:)) }
    }
}

private struct StateEnds {
    let sequence: Int64
    let head: [UInt8]
    let signed: Int64
    let firstRow: Int64?
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

extension Row {
    /// Only the database's owner can have written one that is no time, such as infinity. It is read as one that fits no text, so
    /// that it is found there, and hides no other row.
    fileprivate func time(_ column: String) -> Instant {
        (try? decode(column)) ?? Instant(microseconds: .max)
    }
}

extension AuditRow {
    init(row: Row) throws {
        self.init(
            sequence: try row.decode("seq"),
            id: try row.decode("id"),
            at: row.time("at"),
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
                at: row.time("at")
            ),
            signer: try row.decode("signer"),
            signature: try row.decode("signature", as: Bytes.self).bytes
        )
    }
}

extension AuditCheckpoint.Kind: Word {}
