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

    private var last: Int64
    private var head: [UInt8]
    private var finding: AuditFinding?
    private var signed: AuditCheckpoint?
    /// The last head in the database of which nobody can tell who signed it.
    private var lastUnknown: Int64?
    private var unknownSigners: Int64 = 0

    /// - Parameters:
    ///   - known: a head whose signature is good, behind which to begin instead of at the trail's own beginning.
    ///   - outside: checkpoints that were kept elsewhere, where whoever has the database cannot reach them.
    ///   - worth: of a checkpoint's signature.
    package init(
        of tenant: ID<Tenant>,
        _ ends: AuditEnds,
        after known: AuditCheckpoint? = nil,
        outside: [AuditCheckpoint] = [],
        worth: @escaping @Sendable (AuditCheckpoint) -> SignatureWorth
    ) {
        self.tenant = tenant
        self.ends = ends
        self.worth = worth
        let prune = ends.lastPrunes.first { worth($0) == .valid }
        let begin = known ?? prune ?? ends.lastPrunes.first
        start = begin?.sequence ?? 0
        last = start
        head = begin?.claim.head ?? AuditChain.start
        signed = known ?? prune
        // Only a pruning that was signed takes away what kept heads tell of.
        let kept = outside.filter { $0.sequence >= prune?.sequence ?? 0 }
        self.outside = Dictionary(grouping: kept, by: \.sequence)
        var end = max(ends.sequence, ends.signed, ends.lastRow)
        if let checkpoint = ends.lastCheckpoint {
            if worth(checkpoint) == .invalid {
                forged = checkpoint
            } else {
                end = max(end, checkpoint.sequence)
            }
        }
        self.end = max(end, kept.map(\.sequence).max() ?? 0)
        checkPrunes()
        checkStart()
        if let foreign = kept.first(where: { worth($0) == .invalid }) {
            find(.signatureInvalid, at: foreign.sequence)
        }
    }

    /// No later signature vouches for a pruning: whoever deletes the first rows leaves the later heads as they are.
    private mutating func checkPrunes() {
        guard let sequence = ends.lastPrunes.first?.sequence else { return }
        let worths = ends.lastPrunes.map(worth)
        if worths.contains(.invalid) { find(.signatureInvalid, at: sequence) }
        if !worths.contains(.valid) { find(.signerUnknown, at: sequence, changedAfter: 0) }
        unknownSigners += Int64(worths.count { $0 == .unknownSigner })
    }

    private mutating func checkStart() {
        let firstKept = ends.lastPrunes.first?.sequence ?? 0
        if let row = ends.firstRow, row <= firstKept { find(.unexpectedRow, at: row) }
        if ends.sequence < start || (ends.sequence == start && ends.head != head) {
            find(.headMismatch, at: ends.sequence)
        }
        for kept in outside[start] ?? [] where kept.claim.head != head {
            find(.checkpointMismatch, at: start, changedAfter: 0)
        }
    }

    /// The numbers of the rows, and of the checkpoints, to go on with; nil when there is no more to follow.
    package func next(atMost count: Int64) -> ClosedRange<Int64>? {
        guard finding == nil, last < end else { return nil }
        return (last + 1)...(end - last > count ? last + count : end)
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
            for checkpoint in marks[number] ?? [] where finding == nil {
                if compare(checkpoint) == .unknownSigner { lastUnknown = number }
            }
            for checkpoint in outside[number] ?? [] where finding == nil { _ = compare(checkpoint) }
            if number == ends.signed, marks[number] == nil { findFromSigned(.checkpointMissing, at: number) }
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
    private mutating func compare(_ checkpoint: AuditCheckpoint) -> SignatureWorth {
        let worth = worth(checkpoint)
        if worth == .invalid {
            find(.signatureInvalid, at: checkpoint.sequence)
        } else if checkpoint.claim.head != head || checkpoint.claim.tenant != tenant {
            findFromSigned(.checkpointMismatch, at: checkpoint.sequence)
        } else if worth == .valid {
            signed = checkpoint
        } else {
            unknownSigners += 1
        }
        return worth
    }

    /// Something is wrong between the last signed row that fits and this one.
    private mutating func findFromSigned(_ reason: AuditFinding.Reason, at sequence: Int64) {
        find(reason, at: sequence, changedAfter: signed?.sequence ?? start)
    }

    private mutating func find(_ reason: AuditFinding.Reason, at sequence: Int64, changedAfter: Int64? = nil) {
        finding = finding ?? AuditFinding(sequence: sequence, reason: reason, changedAfter: changedAfter)
    }

    /// Once nothing is left to follow.
    package var verdict: AuditVerdict {
        var whole = self
        if let forged { whole.find(.signatureInvalid, at: forged.sequence) }
        // Signing goes on under newer peppers, so a stranger's head is only ever followed by a known one.
        if let lastUnknown, lastUnknown > signed?.sequence ?? start {
            whole.findFromSigned(.signerUnknown, at: lastUnknown)
        }
        return AuditVerdict(
            tenant: tenant,
            events: last - start,
            head: head,
            checkedFrom: start == .max ? start : start + 1,
            finding: whole.finding,
            signed: signed,
            unknownSigners: unknownSigners
        )
    }
}
