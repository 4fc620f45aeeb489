import Foundation
import SystemPackage

/// The bytes of a file, pipe or terminal; of text in UTF-16 a byte for each unit, 0 for what no key has.
struct TextSource {
    private enum Encoding {
        case unknown, bytes, littleEndian, bigEndian
    }

    private let descriptor: Int32
    private var encoding = Encoding.unknown
    /// The first byte of a unit whose second is still to come.
    private var half: UInt8?

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Fills some of the space, none of it at the end: how much, and how many bytes were read for it.
    mutating func read(into space: UnsafeMutableRawBufferPointer) throws(Errno) -> (text: Int, read: Int) {
        if encoding == .unknown { return try begin(space) }
        if encoding == .bytes {
            let count = try fill(space, from: 0)
            return (count, count)
        }
        var read = 0
        while true {
            let held = half == nil ? 0 : 1
            if let half { space[0] = half }
            let count = try fill(space, from: held)
            read += count
            half = nil
            guard count > 0 else { return (0, read) }
            let text = narrow(space, held + count)
            if text > 0 { return (text, read) }
        }
    }

    /// A byte order mark stands at the very beginning.
    private mutating func begin(_ space: UnsafeMutableRawBufferPointer) throws(Errno) -> (text: Int, read: Int) {
        var count = 0
        while count < 2 {
            let more = try fill(space, from: count)
            guard more > 0 else { break }
            count += more
        }
        encoding = .bytes
        guard count >= 2 else { return (count, count) }
        switch (space[0], space[1]) {
        case (0xff, 0xfe): encoding = .littleEndian
        case (0xfe, 0xff): encoding = .bigEndian
        default: return (count, count)
        }
        let text = narrow(space, count)
        guard text == 0 else { return (text, count) }
        let next = try read(into: space)
        return (next.text, count + next.read)
    }

    private mutating func narrow(_ space: UnsafeMutableRawBufferPointer, _ count: Int) -> Int {
        let (low, high) = encoding == .littleEndian ? (0, 1) : (1, 0)
        for unit in 0..<count / 2 {
            space[unit] = space[2 * unit + high] == 0 ? space[2 * unit + low] : 0
        }
        if count % 2 == 1 { half = space[count - 1] }
        return count / 2
    }

    private func fill(_ space: UnsafeMutableRawBufferPointer, from start: Int) throws(Errno) -> Int {
        while true {
            let room = UnsafeMutableRawBufferPointer(rebasing: space[start...])
            let count = Foundation.read(descriptor, room.baseAddress, room.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
    }
}
