package import Domain
internal import Store

/// A trail as lines of JSON, oldest first, each row word for word as it is hashed.
package struct ExportTrail: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// Since when, and until when.
    package struct Input: Sendable {
        package let from: Instant?
        package let to: Instant?

        package init(from: Instant? = nil, to: Instant? = nil) {
            self.from = from
            self.to = to
        }
    }

    /// - Parameter tenant: nil for the platform's own trail.
    package func callAsFunction(
        of tenant: ID<Tenant>?,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> TrailExport {
        let access = try await platform.approachTrail(of: tenant, for: call)
        let input = try read()
        let ends = try await platform.read(access) { $0.auditEnds() }
        return try await platform.export(access.tenant, try ends.found, input)
    }

    /// For whoever holds the database.
    package func callAsFunction(withoutAsking tenant: ID<Tenant>, _ input: Input = Input()) async throws -> TrailExport
    {
        let ends = try await platform.database.readTenant(tenant) { $0.auditEnds() }
        return try await platform.export(tenant, try ends.found, input)
    }
}

extension Platform {
    fileprivate func export(
        _ tenant: ID<Tenant>,
        _ ends: AuditEnds,
        _ input: ExportTrail.Input
    ) async throws -> TrailExport {
        let (from, to) = try await database.readTenant(tenant) { transaction in
            (
                transaction.auditSequence(from: input.from ?? Instant(microseconds: 0)),
                transaction.auditSequence(before: input.to ?? Instant.writable.upperBound)
            )
        }
        // Numbers that no trail comes to, which only somebody else can have written, are not counted on from.
        let most = Int64.max - 2 * TrailExport.page
        let (start, end) = (min(ends.lastPrune?.sequence ?? 0, most), min(ends.lastRow, most))
        let first = max(input.from == nil ? start + 1 : min(from ?? end + 1, most), start + 1)
        let last = input.to == nil ? end : min(to ?? 0, end)
        let before = try await database.readTenant(tenant) { $0.auditRows(in: (first - 1)...(first - 1)) }
        return TrailExport(
            database: database,
            tenant: tenant,
            first: first,
            last: max(last, first - 1),
            head: before.first?.hash ?? ends.lastPrune?.claim.head ?? AuditChain.start
        )
    }
}

/// An export that is about to be written. No row that it has is changed any more, so it is read page by page without holding
/// anything of the database in between, however slowly it is taken.
package struct TrailExport: Sendable {
    fileprivate let database: Database
    fileprivate let tenant: ID<Tenant>
    fileprivate let first: Int64
    fileprivate let last: Int64
    /// The hash of the row before the first.
    fileprivate let head: [UInt8]

    fileprivate static let page: Int64 = 500

    /// The last line tells that it is whole. Throws where a row is missing, rather than to leave it out.
    package func write(to sink: ([UInt8]) async throws -> Void) async throws {
        try await sink(
            line([
                "begin": [
                    "tenant_id": .string(tenant.description), "after_seq": .integer(first - 1),
                    "after": .string(Hex.encode(head)),
                ]
            ])
        )
        var (next, head) = (first, head)
        while next <= last {
            let numbers = next...min(next + Self.page - 1, last)
            let rows = try await database.readTenant(tenant) { $0.auditRows(in: numbers) }
            guard rows.map(\.sequence) == Array(numbers) else { throw TrailInterrupted() }
            try await sink(rows.flatMap { $0.line })
            next = numbers.upperBound + 1
            head = rows.last?.hash ?? head
        }
        try await sink(
            line([
                "end": [
                    "events": .integer(last - first + 1), "seq": .integer(last), "head": .string(Hex.encode(head)),
                ]
            ])
        )
    }

    private func line(_ json: JSON) -> [UInt8] { json.encoded() + [UInt8(ascii: "\n")] }
}

extension AuditRow {
    /// The text as it is, not read and written anew: its bytes are what was hashed.
    fileprivate var line: [UInt8] {
        Array("{\"hash\":\"\(Hex.encode(hash))\",\"event\":\(row)}\n".utf8)
    }
}

/// A row of the export is not there: it was pruned meanwhile, or somebody deleted it.
private struct TrailInterrupted: Error {}
