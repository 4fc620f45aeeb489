internal import NIOCore
internal import NIOHTTP1

/// A request in the form in which nearly all come: HTTP/1.1, in ordinary characters, with nothing unusual in it about the
/// connection or the body, and all of it there. To read one costs a fraction of what the parser does, to which all others
/// are left.
///
/// So this is strict: what it reads, the parser and ``Framing`` would accept, and understand in the same way.
struct PlainRequest: Sendable {
    let head: RequestHead
    let body: ByteBuffer

    /// Takes a request off the front of what came; nil, having taken nothing, when something else stands there.
    init?(from bytes: inout ByteBuffer, within limits: ListenerLimits) {
        guard let form = PlainForm(of: bytes.readableBytesUInt8Span, within: limits),
            let target = bytes.getString(at: bytes.readerIndex + form.target.lowerBound, length: form.target.count),
            let whole = bytes.readSlice(length: form.body.upperBound),
            let body = whole.getSlice(at: whole.readerIndex + form.body.lowerBound, length: form.body.count)
        else { return nil }
        head = RequestHead(method: form.method, target: target, headers: RequestHeaders(form.lines, in: whole))
        self.body = body
    }
}

/// Where everything stands in a ``PlainRequest``, counted from its first byte.
private struct PlainForm {
    private(set) var method = HTTPMethod.GET
    private(set) var target = 0..<0
    private(set) var lines: [RequestHeaders.Line] = []
    private(set) var body = 0..<0

    private var place = 0
    private var hosts = 0
    private var connections = 0
    private var length: Int?

    init?(of bytes: Span<UInt8>, within limits: ListenerLimits) {
        // The parser's limit is on the same bytes, without what divides them.
        let head = bytes.extracting(first: min(limits.headers, Int(UInt16.max)))
        guard takeMethod(head), takeTarget(head), take(" HTTP/1.1\r\n", head) else { return nil }
        lines.reserveCapacity(12)
        while !take("\r\n", head) {
            guard lines.count < limits.headerCount, takeLine(head) else { return nil }
        }
        body = place..<place + (length ?? 0)
        guard hosts == 1, body.count <= limits.body, body.upperBound <= bytes.count else { return nil }
    }

    private mutating func takeMethod(_ bytes: Span<UInt8>) -> Bool {
        if take("GET ", bytes) { return true }
        method = .POST
        if take("POST ", bytes) { return true }
        method = .HEAD
        return take("HEAD ", bytes)
    }

    private mutating func takeTarget(_ bytes: Span<UInt8>) -> Bool {
        let start = place
        guard place < bytes.count, bytes[place] == UInt8(ascii: "/") else { return false }
        while place < bytes.count, Self.isTargetCharacter(bytes[place]) { place += 1 }
        target = start..<place
        return true
    }

    /// `name: value`, the value neither empty nor with white space around it.
    private mutating func takeLine(_ bytes: Span<UInt8>) -> Bool {
        let name = skip(bytes, while: Self.isNameCharacter)
        guard !name.isEmpty, take(": ", bytes) else { return false }
        let value = skip(bytes) { 0x20...0x7e ~= $0 }
        guard !value.isEmpty, bytes[value.lowerBound] != 0x20, bytes[value.upperBound - 1] != 0x20,
            take("\r\n", bytes), isOrdinary(bytes.extracting(name), bytes.extracting(value))
        else { return false }
        lines.append(
            RequestHeaders.Line(
                name: UInt16(name.lowerBound)..<UInt16(name.upperBound),
                value: UInt16(value.lowerBound)..<UInt16(value.upperBound)
            )
        )
        return true
    }

    /// Takes note of what bears on the connection or the body; false for what only the parser is to judge.
    private mutating func isOrdinary(_ name: Span<UInt8>, _ value: Span<UInt8>) -> Bool {
        switch name.count {
        case 4 where name.isASCIIEqual(to: "host"):
            hosts += 1
            return Framing.isHost(value)
        case 10 where name.isASCIIEqual(to: "connection"):
            connections += 1
            return connections == 1 && value.isASCIIEqual(to: "keep-alive")
        case 14 where name.isASCIIEqual(to: "content-length"):
            return length == nil && take(length: value)
        case 6 where name.isASCIIEqual(to: "expect"), 7 where name.isASCIIEqual(to: "upgrade"),
            16 where name.isASCIIEqual(to: "proxy-connection"), 17 where name.isASCIIEqual(to: "transfer-encoding"):
            return false
        default:
            return true
        }
    }

    /// Digits, few enough for any body that is allowed.
    private mutating func take(length digits: Span<UInt8>) -> Bool {
        guard digits.count <= 9 else { return false }
        var length = 0
        for index in digits.indices {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digits[index] else { return false }
            length = length * 10 + Int(digits[index] - UInt8(ascii: "0"))
        }
        self.length = length
        return true
    }

    private mutating func take(_ text: StaticString, _ bytes: Span<UInt8>) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - place >= count else { return false }
        for index in 0..<count where bytes[place + index] != text.utf8Start[index] { return false }
        place += count
        return true
    }

    private mutating func skip(_ bytes: Span<UInt8>, while isPart: (UInt8) -> Bool) -> Range<Int> {
        let start = place
        while place < bytes.count, isPart(bytes[place]) { place += 1 }
        return start..<place
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }

    /// What the path and the query of RFC 3986 consist of.
    private static func isTargetCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: ";"), UInt8(ascii: "?"), UInt8(ascii: "@"), UInt8(ascii: "="),
            UInt8(ascii: "%")...UInt8(ascii: "/"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }
}
