internal import Foundation

/// Recognises RFC 8259 in UTF-8, at most 32 containers deep and with finite numbers, and makes nothing of it: a table of what
/// may follow, rather than the descent of the real parser.
struct StrictJSON {
    private let bytes: [UInt8]
    private var at = 0

    static func accepts(_ bytes: [UInt8]) -> Bool {
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        var recogniser = StrictJSON(bytes: bytes)
        return recogniser.document()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private enum Expected {
        case value, valueOrEnd, name, nameOrEnd, colon, commaOrEnd
    }

    private mutating func document() -> Bool {
        var open: [UInt8] = []
        var expected = Expected.value
        while true {
            space()
            guard at < bytes.count else { return false }
            let byte = bytes[at]
            switch (expected, byte) {
            case (.colon, UInt8(ascii: ":")):
                at += 1
                expected = .value
                continue
            case (.commaOrEnd, UInt8(ascii: ",")):
                at += 1
                expected = open.last == UInt8(ascii: "{") ? .name : .value
                continue
            case (.name, UInt8(ascii: "\"")), (.nameOrEnd, UInt8(ascii: "\"")):
                guard string() else { return false }
                expected = .colon
                continue
            case (.value, UInt8(ascii: "{")), (.valueOrEnd, UInt8(ascii: "{")),
                (.value, UInt8(ascii: "[")), (.valueOrEnd, UInt8(ascii: "[")):
                open.append(byte)
                guard open.count <= 32 else { return false }
                at += 1
                expected = byte == UInt8(ascii: "{") ? .nameOrEnd : .valueOrEnd
                continue
            case (.nameOrEnd, UInt8(ascii: "}")), (.valueOrEnd, UInt8(ascii: "]")), (.commaOrEnd, UInt8(ascii: "}")),
                (.commaOrEnd, UInt8(ascii: "]")):
                // `{` and `[` stand two before what closes them.
                guard open.popLast() == byte - 2 else { return false }
                at += 1
            case (.value, _), (.valueOrEnd, _):
                guard scalar() else { return false }
            default:
                return false
            }
            expected = .commaOrEnd
            if open.isEmpty { break }
        }
        space()
        return at == bytes.count
    }

    private mutating func space() {
        while at < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[at]) { at += 1 }
    }

    private mutating func scalar() -> Bool {
        if bytes[at] == UInt8(ascii: "\"") { return string() }
        for word in ["true", "false", "null"] where bytes[at...].starts(with: word.utf8) {
            at += word.utf8.count
            return true
        }
        return number()
    }

    private mutating func string() -> Bool {
        at += 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] < 0x20 { return false }
            guard bytes[at] == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            guard escape() else { return false }
        }
        at += 1
        return at <= bytes.count
    }

    private mutating func escape() -> Bool {
        guard at + 1 < bytes.count else { return false }
        guard bytes[at + 1] == UInt8(ascii: "u") else {
            defer { at += 2 }
            return "\"\\/bfnrt".utf8.contains(bytes[at + 1])
        }
        guard let first = unit(at: at) else { return false }
        at += 6
        switch first {
        case 0xd800...0xdbff:
            guard let second = unit(at: at), 0xdc00...0xdfff ~= second else { return false }
            at += 6
            return true
        case 0xdc00...0xdfff: return false
        default: return true
        }
    }

    private func unit(at place: Int) -> Int? {
        guard place + 6 <= bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u") else {
            return nil
        }
        let digits = bytes[place + 2..<place + 6]
        guard digits.allSatisfy({ isxdigit(Int32($0)) != 0 }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func number() -> Bool {
        let text = bytes[at...].prefix { "+-.0123456789eE".utf8.contains($0) }
        var rest = text
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = Self.digits(&rest)
        guard whole == 1 || whole > 1 && bytes[rest.startIndex - whole] != UInt8(ascii: "0") else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard Self.digits(&rest) > 0 else { return false }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            if let sign = rest.first, "+-".utf8.contains(sign) { rest.removeFirst() }
            guard Self.digits(&rest) > 0 else { return false }
        }
        at += text.count
        return rest.isEmpty && strtod(String(decoding: text, as: UTF8.self), nil).isFinite
    }

    /// - Returns: how many were taken.
    private static func digits(_ rest: inout ArraySlice<UInt8>) -> Int {
        let digits = rest.prefix { 0x30...0x39 ~= $0 }
        rest = rest[digits.endIndex...]
        return digits.count
    }
}
