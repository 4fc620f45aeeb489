/// Where in a text something stands, of which it sees one block at a time.
struct LineCounter {
    private(set) var line = 1
    /// In bytes, from 1.
    private(set) var column = 1
    /// How far in the present block it has come.
    private var position = 0

    /// Goes on to a place in the block, at or behind where it is.
    mutating func advance(to place: Int, in block: UnsafeRawBufferPointer) {
        let passed = UnsafeRawBufferPointer(rebasing: block[position..<place])
        let newlines = Self.newlines(in: passed)
        line += newlines
        if newlines == 0 {
            column += passed.count
        } else {
            var start = place
            while block[start - 1] != newline { start -= 1 }
            column = place - start + 1
        }
        position = place
    }

    /// Goes on to the next block, which begins at this place of the present one; it may have come further already.
    mutating func turn(at place: Int, of block: UnsafeRawBufferPointer) {
        if position < place { advance(to: place, in: block) }
        position -= place
    }

    /// Eight bytes at a time, without a branch: of each word the bytes that are newlines become 1 and the others 0, and are
    /// added up in place for as long as no byte can overflow.
    static func newlines(in bytes: UnsafeRawBufferPointer) -> Int {
        var (count, index) = (0, 0)
        while bytes.count - index >= 8 {
            let end = min(bytes.count, index + 8 * 255)
            var sums: UInt64 = 0
            while index + 8 <= end {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ 0x0a0a_0a0a_0a0a_0a0a
                let others = ((word & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7f7f_7f7f_7f7f_7f7f) | word
                sums &+= ~others >> 7 & 0x0101_0101_0101_0101
                index += 8
            }
            count += (0..<8).reduce(0) { $0 + Int(sums >> ($1 * 8) & 0xff) }
        }
        while index < bytes.count {
            if bytes[index] == newline { count += 1 }
            index += 1
        }
        return count
    }
}

private let newline: UInt8 = 0x0a
