internal import Crypto
internal import Domain

/// Lines `SHA-1[:count]`, sorted, as many gigabytes as there are: looked up on disk by bisection, and never loaded.
final class PasswordHashFile: Sendable {
    /// A hash, a colon, any 64-bit count, and the end of the line.
    static let longestLine = 64
    private static let hashLength = 40

    private let file: ReadOnlyFile

    var size: Int { file.size }

    /// Samples the order: reading all of it would take minutes.
    init(_ file: ReadOnlyFile) throws(BreachedPasswords.Unusable) {
        self.file = file
        let samples = 512
        var last: [UInt8] = []
        for sample in 0..<samples {
            guard let line = try line(from: file.size * sample / samples) else { break }
            guard !line.hash.lexicographicallyPrecedes(last) else { throw .notSorted(atByte: line.start) }
            last = line.hash
        }
    }

    /// Whether a text begins with such a line.
    static func isLine(_ bytes: [UInt8]) -> Bool {
        let rest = bytes.dropFirst(hashLength)
        return Hex.decode(String(decoding: bytes.prefix(hashLength), as: UTF8.self))?.count == 20
            && (rest.first.map { ":\r\n".utf8.contains($0) } ?? true)
    }

    func contains(_ password: String) throws(BreachedPasswords.Unusable) -> Bool {
        let sought = Array(Insecure.SHA1.hash(data: Array(password.utf8)))
        // Where the line begins, if there is one.
        var range = 0..<file.size
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            guard let line = try line(from: middle), line.start < range.upperBound else {
                range = range.lowerBound..<middle
                continue
            }
            if line.hash == sought { return true }
            let isBehind = line.hash.lexicographicallyPrecedes(sought)
            range = isBehind ? min(line.end, range.upperBound)..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }

    /// The first line that begins at `offset` or behind it.
    private func line(
        from offset: Int
    ) throws(BreachedPasswords.Unusable) -> (hash: [UInt8], start: Int, end: Int)? {
        // The byte before tells whether a line begins here.
        let base = max(0, offset - 1)
        let bytes = try file.read(2 * Self.longestLine, at: base)
        let before = offset == 0 ? 0 : bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
        guard let first = before else {
            guard base + bytes.count == file.size else { throw .malformed(atByte: base) }
            return nil
        }
        guard base + first < file.size else { return nil }
        let line = bytes[first...].prefix { $0 != UInt8(ascii: "\n") }
        guard Self.isLine(Array(line)),
            let hash = Hex.decode(String(decoding: line.prefix(Self.hashLength), as: UTF8.self))
        else { throw .malformed(atByte: base + first) }
        return (hash, base + first, base + line.endIndex + 1)
    }
}
