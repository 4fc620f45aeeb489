internal import Crypto
internal import Domain

/// Plain passwords, of each of which eight bytes of its SHA-256 are kept, sorted: 8 MB for a million.
struct PasswordList: Sendable {
    /// Some seven million passwords. More than that come as hashes.
    static let mostBytes = 64 * 1024 * 1024

    private let prefixes: [UInt64]

    var count: Int { prefixes.count }

    init(_ file: ReadOnlyFile) throws(BreachedPasswords.Unusable) {
        guard file.size <= Self.mostBytes else { throw .tooLarge(most: Self.mostBytes) }
        let lines = try file.read(file.size, at: 0).split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        guard !lines.isEmpty else { throw .empty }
        prefixes = lines.map { Self.prefix(of: Self.normalized($0)) }.sorted()
    }

    func contains(_ password: String) -> Bool {
        let sought = Self.prefix(of: Array(password.utf8))
        var range = prefixes.indices
        while let middle = range.isEmpty ? nil : range.lowerBound + range.count / 2 {
            if prefixes[middle] == sought { return true }
            range = prefixes[middle] < sought ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }

    /// As passwords are.
    private static func normalized(_ line: ArraySlice<UInt8>) -> [UInt8] {
        if line.allSatisfy({ $0 < 0x80 }) { return Array(line) }
        return Array(Password(presented: String(decoding: line, as: UTF8.self)).text.expose().utf8)
    }

    private static func prefix(of bytes: [UInt8]) -> UInt64 {
        SHA256.hash(data: bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
