/// Whether a trail is what was written, and if not, where and how it first shows.
package struct AuditVerdict: Sendable {
    package let tenant: ID<Tenant>
    /// Rows that were followed and fit.
    package let events: Int64
    /// The hash of the last one of them.
    package let head: [UInt8]
    /// The first row that there should be: 1, or the one behind those that were pruned.
    package let checkedFrom: Int64
    package let finding: AuditFinding?
    /// The last signed row that fits.
    package let signed: AuditCheckpoint?
    /// Checkpoints that fit and are signed by nobody whose key we have.
    package let unknownSigners: Int64

    package var isIntact: Bool { finding == nil }
}

/// Where a trail is not what was written.
package struct AuditFinding: Equatable, Sendable {
    package enum Reason: String, CaseIterable, Sendable {
        /// The row, or its hash, does not follow from the rows before.
        case hashMismatch = "HASH_MISMATCH"
        /// There is no such row, but there are later ones.
        case missing = "MISSING"
        /// A column by which the row is found says something else than the row.
        case columnMismatch = "COLUMN_MISMATCH"
        /// Rows at the end are gone, of which something else still tells.
        case cut = "CUT"
        /// A row where there can be none: before what was pruned, or behind the last one that was counted.
        case unexpectedRow = "UNEXPECTED_ROW"
        /// The tenant's own row has another head.
        case headMismatch = "HEAD_MISMATCH"
        /// The trail once had another head here, which was signed: it was written anew.
        case checkpointMismatch = "CHECKPOINT_MISMATCH"
        /// The head that was signed last, as the tenant's own row has it, is gone.
        case checkpointMissing = "CHECKPOINT_MISSING"
        /// Somebody else signed a checkpoint, or changed it.
        case signatureInvalid = "SIGNATURE_INVALID"
        /// Nobody whose key we have says that the first rows were pruned, or signed the newest head.
        case signerUnknown = "SIGNER_UNKNOWN"
    }

    package let sequence: Int64
    package let reason: Reason
    /// For what tells of a change without telling where: the last signed row that fits; it lies behind that.
    package let changedAfter: Int64?
}

/// Where a trail begins and ends, according to everything that tells of it.
package struct AuditEnds: Sendable {
    /// As the tenant's own row has it.
    package let sequence: Int64
    package let head: [UInt8]
    /// The row that was signed last, as the tenant's own row has it.
    package let signed: Int64
    /// Nil where there are no rows.
    package let firstRow: Int64?
    /// 0 where there are no rows.
    package let lastRow: Int64
    package let lastCheckpoint: AuditCheckpoint?
    /// Behind which the trail begins: one pruning, signed under one pepper or more.
    package let lastPrunes: [AuditCheckpoint]

    package var lastPrune: AuditCheckpoint? { lastPrunes.first }

    package init(
        sequence: Int64,
        head: [UInt8],
        signed: Int64,
        firstRow: Int64?,
        lastRow: Int64,
        lastCheckpoint: AuditCheckpoint?,
        lastPrunes: [AuditCheckpoint]
    ) {
        self.sequence = sequence
        self.head = head
        self.signed = signed
        self.firstRow = firstRow
        self.lastRow = lastRow
        self.lastCheckpoint = lastCheckpoint
        self.lastPrunes = lastPrunes
    }
}
