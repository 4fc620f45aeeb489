/// Follows a trail from its first row to its last, in ranges of numbers, and compares it with all that tells of it: its own
/// columns, the tenant's row, signed checkpoints, and those that were kept elsewhere. Pure, and of bounded size.
package struct AuditExamination: Sendable {
    private let tenant: ID<Tenant>
    private let ends: AuditEnds
    private let worth: @Sendable (AuditCheckpoint) -> SignatureWorth
    private let outside: [Int64: [AuditCheckpoint]]
    private let start: Int64
    private let end: Int64
    /// Behind the end, and not ours.
    private var forged: AuditCheckpoint?
    /// A pruning that only a later signature can vouch for.
    private var unproven: Int64?

    private var last: Int64
    private var head: [UInt8]
    private var finding: AuditFinding?
    private var signed: AuditCheckpoint?
    private var unknownSigners: Int64 = 0

    /// - Parameters:
    ///   - outside: checkpoints that were kept elsewhere, where whoever has the database cannot reach them.
    ///   - worth: of a checkpoint's signature.
    package init(
        of tenant: ID<Tenant>,
        _ ends: AuditEnds,
        outside: [AuditCheckpoint] = [],
        worth: @escaping @Sendable (AuditCheckpoint) -> SignatureWorth
    ) {
        self.tenant = tenant
        self.ends = ends
        self.worth = worth
        start = ends.lastPrune?.sequence ?? 0
        last = start
        head = ends.lastPrune?.claim.head ?? AuditChain.start
        let outside = outside.filter { $0.sequence > ends.lastPrune?.sequence ?? 0 }
        self.outside = Dictionary(grouping: outside, by: \.sequence)
        var end = max(ends.sequence, ends.signed, ends.lastRow)
        if let checkpoint = ends.lastCheckpoint {
            if worth(checkpoint) == .invalid {
                forged = checkpoint
            } else {
                end = max(end, checkpoint.sequence)
            }
        }
        self.end = max(end, outside.map(\.sequence).max() ?? 0)
        checkStart()
        if let foreign = outside.first(where: { worth($0) == .invalid }) {
            find(.signatureInvalid, at: foreign.sequence)
        }
    }

    private mutating func checkStart() {
        if let prune = ends.lastPrune {
            switch worth(prune) {
            case .valid: signed = prune
            case .invalid: find(.signatureInvalid, at: prune.sequence)
            case .unknownSigner: unproven = prune.sequence
            }
        }
        if ends.firstRow > 0, ends.firstRow <= start { find(.unexpectedRow, at: ends.firstRow) }
        if ends.sequence < start || (ends.sequence == start && ends.head != head) {
            find(.headMismatch, at: ends.sequence)
        }
    }

    /// The numbers of the rows, and of the checkpoints, to go on with; nil when there is no more to follow.
    package func next(atMost count: Int64) -> ClosedRange<Int64>? {
        guard finding == nil, last < end else { return nil }
        return (last + 1)...min(last + count, end)
    }

    /// - Parameters: what there is of these numbers, in their order.
    package mutating func follow(
        _ numbers: ClosedRange<Int64>,
        rows: [AuditRow],
        checkpoints: [AuditCheckpoint]
    ) {
        let marks = Dictionary(grouping: checkpoints, by: \.sequence)
        var rows = rows[...]
        for number in numbers where finding == nil {
            guard let row = rows.first, row.sequence == number else {
                return find(number > ends.lastRow ? .cut : .missing, at: number)
            }
            rows.removeFirst()
            follow(row)
            for checkpoint in (marks[number] ?? []) + (outside[number] ?? []) where finding == nil {
                compare(checkpoint)
            }
            if number == ends.sequence, head != ends.head { find(.headMismatch, at: number) }
        }
    }

    private mutating func follow(_ row: AuditRow) {
        guard row.sequence <= ends.sequence else { return find(.unexpectedRow, at: row.sequence) }
        guard AuditChain.next(after: head, row: row.row) == row.hash else {
            return find(.hashMismatch, at: row.sequence)
        }
        guard row.hasColumnsOfText(in: tenant) else { return find(.columnMismatch, at: row.sequence) }
        last = row.sequence
        head = row.hash
    }

    /// One that nobody signed whose key we have proves nothing, but what contradicts it is told all the same.
    private mutating func compare(_ checkpoint: AuditCheckpoint) {
        let worth = worth(checkpoint)
        guard worth != .invalid else { return find(.signatureInvalid, at: checkpoint.sequence) }
        guard checkpoint.claim.head == head, checkpoint.claim.tenant == tenant else {
            return find(.checkpointMismatch, at: checkpoint.sequence, changedAfter: signed?.sequence ?? start)
        }
        switch worth {
        case .valid:
            signed = checkpoint
            unproven = nil
        case .unknownSigner: unknownSigners += 1
        case .invalid: break
        }
    }

    private mutating func find(_ reason: AuditFinding.Reason, at sequence: Int64, changedAfter: Int64? = nil) {
        finding = finding ?? AuditFinding(sequence: sequence, reason: reason, changedAfter: changedAfter)
    }

    /// Once nothing is left to follow.
    package var verdict: AuditVerdict {
        var whole = self
        if let forged { whole.find(.signatureInvalid, at: forged.sequence) }
        if let unproven { whole.find(.signerUnknown, at: unproven) }
        return AuditVerdict(
            tenant: tenant,
            events: last - start,
            head: head,
            checkedFrom: start + 1,
            finding: whole.finding,
            signed: signed,
            unknownSigners: unknownSigners
        )
    }
}
