/// Finds keys among any bytes, whatever stands before and behind them and whichever prefix they have: the checksum decides.
/// It costs a look at each byte, so that whole disks can be searched.
package enum KeyScanner {
    /// Never the secret.
    package struct Finding: Hashable, Sendable {
        /// Of the key's first byte.
        package let offset: Int
        package let length: Int
        package let prefix: String
        package let environment: Environment
        package let kid: String

        /// `tnt_live_0123456789abcdef…`.
        package var shown: String { KeyString.shown(prefix: prefix, environment: environment, kid: kid) }
    }

    /// Most bytes of a key that stand before its marker, which is `_live_` or `_test_`.
    package static let lead = 12
    /// Bytes of a key from its marker's first one on.
    package static let reach = markerLength + tailLength

    private static let markerLength = 6
    private static let tailLength = 65
    private static let crcLength = 6

    /// Looks at markers from `start` on, each of which is looked at with up to `lead` bytes before it.
    ///
    /// - Returns: where it stopped: a marker there or behind it would need bytes that are not there yet.
    package static func scan(_ bytes: UnsafeRawBufferPointer, from start: Int = 0, _ found: (Finding) -> Void) -> Int {
        let end = bytes.count - reach + 1
        guard start < end else { return start }
        var block = start
        while block < end {
            let next = min(block + blockLength, end)
            if mayHaveMarker(bytes, from: block) {
                for index in block..<next { look(at: index, in: bytes, found) }
            }
            block = next
        }
        return end
    }

    private static let blockLength = 64

    /// Whether two underscores stand as far apart as a marker's, one of them in the block: eight bytes at a time, without a
    /// branch. What it reads behind the block is there, since a marker reaches further.
    @inline(__always)
    private static func mayHaveMarker(_ bytes: UnsafeRawBufferPointer, from block: Int) -> Bool {
        let underscores: UInt64 = 0x5f5f_5f5f_5f5f_5f5f
        var zeros: UInt64 = 0
        var index = block
        while index < block + blockLength {
            let first = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ underscores
            let second = bytes.loadUnaligned(fromByteOffset: index + 5, as: UInt64.self) ^ underscores
            let either = first | second
            zeros |= (either &- 0x0101_0101_0101_0101) & ~either
            index += 8
        }
        return zeros & 0x8080_8080_8080_8080 != 0
    }

    private static func look(at marker: Int, in bytes: UnsafeRawBufferPointer, _ found: (Finding) -> Void) {
        guard bytes[marker] == underscore, bytes[marker + 5] == underscore,
            let environment = environment(bytes.loadUnaligned(fromByteOffset: marker + 1, as: UInt32.self))
        else { return }
        let tail = marker + markerLength..<marker + reach
        guard tail.allSatisfy({ Base62.isDigit(bytes[$0]) }) else { return }
        let digits = bytes[(tail.upperBound - crcLength)..<tail.upperBound]
        guard let start = start(of: marker, in: bytes, checksum: Base62.value(digits)) else { return }
        found(
            Finding(
                offset: start,
                length: tail.upperBound - start,
                prefix: String(decoding: bytes[start..<marker], as: UTF8.self),
                environment: environment,
                kid: String(decoding: bytes[tail.prefix(Kid.length)], as: UTF8.self)
            )
        )
    }

    private static func environment(_ word: UInt32) -> Environment? {
        switch word {
        case UInt32(littleEndian: 0x6576_696c): .live
        case UInt32(littleEndian: 0x7473_6574): .test
        default: nil
        }
    }

    /// Letters may be glued to the prefix, as in `%3dtnt_live_…`: of all the prefixes that there can be, it is the one with
    /// which the checksum is right.
    private static func start(of marker: Int, in bytes: UnsafeRawBufferPointer, checksum: UInt64) -> Int? {
        let body = marker + reach - crcLength
        var start = marker - 1
        while start >= 0, marker - start <= lead, isPrefix(bytes[start]) {
            if marker - start >= 2, bytes[start] >= UInt8(ascii: "a"),
                UInt64(CRC32.checksum(bytes[start..<body])) == checksum
            {
                return start
            }
            start -= 1
        }
        return nil
    }

    private static func isPrefix(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static let underscore = UInt8(ascii: "_")
}

extension KeyScanner {
    /// The text with each key in it cut to what may be shown.
    package static func redacted(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var findings: [Finding] = []
        bytes.withUnsafeBytes { bytes in _ = scan(bytes) { findings.append($0) } }
        for finding in findings.reversed() {
            bytes.replaceSubrange(finding.offset..<finding.offset + finding.length, with: Array(finding.shown.utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether there is any key in it.
    package static func finds(in text: String) -> Bool {
        var isFound = false
        var text = text
        text.withUTF8 { bytes in _ = scan(UnsafeRawBufferPointer(bytes)) { _ in isFound = true } }
        return isFound
    }
}
