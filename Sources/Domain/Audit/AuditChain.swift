internal import Crypto

/// A tenant's rows, each sealed with all that came before: whoever changes one must change every later one.
package enum AuditChain {
    /// What stands before the first row.
    package static let start = [UInt8](repeating: 0, count: SHA256.byteCount)

    /// `SHA-256(previous ‖ row)`, 32 bytes.
    package static func next(after previous: [UInt8], row: String) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: Array(row.utf8))
        return Array(hash.finalize())
    }

    /// One row as it is stored.
    package struct Link: Sendable {
        package let sequence: Int64
        package let row: String
        package let hash: [UInt8]

        package init(sequence: Int64, row: String, hash: [UInt8]) {
            self.sequence = sequence
            self.row = row
            self.hash = hash
        }
    }

    /// Follows a chain that is read page by page.
    package struct Verifier: Sendable {
        /// Rows that were intact so far.
        package private(set) var events: Int64 = 0
        package private(set) var head = AuditChain.start
        /// The sequence number at which the chain is broken: of a row that is wrong, or missing.
        package private(set) var firstBad: Int64?

        package init() {}

        /// In the order of their sequence numbers. Nothing more is followed after the first bad one.
        package mutating func follow(_ links: some Sequence<Link>) {
            for link in links where firstBad == nil {
                let hash = AuditChain.next(after: head, row: link.row)
                guard link.sequence == events + 1, link.hash == hash else {
                    firstBad = events + 1
                    return
                }
                events += 1
                head = hash
            }
        }
    }
}
