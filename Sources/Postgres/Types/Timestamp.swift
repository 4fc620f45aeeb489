/// An instant, as `timestamptz` keeps it. `infinity` and `-infinity` are no instants, and are refused when read.
package struct Timestamp: PostgresCodable, Hashable, Comparable {
    /// Since 1970-01-01 00:00 UTC. The server refuses what lies before 4713 BC or after 294276.
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static var postgresType: PostgresType { .timestamptz }

    package func encode(into bytes: inout [UInt8]) {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(microsecondsTo2000)
        // The outermost values would say infinity; their neighbours are refused by the server as out of range.
        let nearest = overflow || difference == .min ? .min + 1 : min(difference, .max - 1)
        bytes.append(bigEndian: nearest)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        let since2000 = try cell.withBytes(of: 1184) { bytes throws(DecodingFailure) in
            try bytes.bigEndian(as: Int64.self)
        }
        let (sum, overflow) = since2000.addingReportingOverflow(microsecondsTo2000)
        guard since2000 != .min, !overflow else { throw DecodingFailure("is infinite, or too late to be counted") }
        microseconds = sum
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}

/// From 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
private let microsecondsTo2000: Int64 = 946_684_800_000_000
