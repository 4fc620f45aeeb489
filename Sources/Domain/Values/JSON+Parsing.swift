/// Where, and how, text is not JSON.
package struct JSONSyntaxError: Error, Equatable, Sendable {
    package enum Reason: String, Sendable {
        case unexpectedCharacter = "an unexpected character"
        case unexpectedEnd = "an unexpected end"
        case trailingCharacters = "something after the value"
        case tooDeep = "nested more than 32 deep"
        case invalidUTF8 = "not valid UTF-8"
        case invalidEscape = "an invalid escape"
        case controlCharacter = "a control character in a string"
        case invalidNumber = "an invalid number"
        case numberTooLarge = "a number too large"
    }

    package let reason: Reason
    /// Bytes from the start.
    package let offset: Int
}

extension JSON {
    /// Exactly one value of strict RFC 8259 in UTF-8, without a byte order mark, at most 32 containers deep.
    /// Duplicate members are kept: see `duplicateMembers`.
    package init(parsing bytes: some Collection<UInt8>) throws(JSONSyntaxError) {
        var parser = JSONParser(Array(bytes))
        self = try parser.document()
    }
}

struct JSONParser {
    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONSyntaxError) -> JSON {
        let value = try value()
        skipWhiteSpace()
        guard offset == bytes.count else { throw failure(.trailingCharacters) }
        return value
    }

    private mutating func value() throws(JSONSyntaxError) -> JSON {
        skipWhiteSpace()
        guard let first = peek else { throw unexpected() }
        switch first {
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSONSyntaxError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSONSyntaxError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected()
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONSyntaxError) -> JSON
    ) throws(JSONSyntaxError) -> JSON {
        guard depth < 32 else { throw failure(.tooDeep) }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func object() throws(JSONSyntaxError) -> JSON {
        var members: [JSON.Member] = []
        try expect("{")
        skipWhiteSpace()
        if take("}") { return .object(members) }
        repeat {
            skipWhiteSpace()
            let name = try string()
            skipWhiteSpace()
            try expect(":")
            members.append(JSON.Member(name, try value()))
            skipWhiteSpace()
        } while take(",")
        try expect("}")
        return .object(members)
    }

    private mutating func array() throws(JSONSyntaxError) -> JSON {
        var elements: [JSON] = []
        try expect("[")
        skipWhiteSpace()
        if take("]") { return .array(elements) }
        repeat {
            elements.append(try value())
            skipWhiteSpace()
        } while take(",")
        try expect("]")
        return .array(elements)
    }

    private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONSyntaxError) -> JSON {
        for character in word.description.unicodeScalars { try expect(character) }
        return value
    }
}

extension JSONParser {
    private mutating func number() throws(JSONSyntaxError) -> JSON {
        let start = offset
        var isInteger = true
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") {
            isInteger = false
            try digits()
        }
        if take("e") || take("E") {
            isInteger = false
            _ = take("+") || take("-")
            try digits()
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text) else { throw failure(.invalidNumber, at: start) }
        guard number.isFinite else { throw failure(.numberTooLarge, at: start) }
        return .number(number)
    }

    private mutating func digits() throws(JSONSyntaxError) {
        let start = offset
        while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { offset += 1 }
        guard offset > start else { throw peek == nil ? unexpected() : failure(.invalidNumber) }
    }
}

extension JSONParser {
    private mutating func string() throws(JSONSyntaxError) -> String {
        try expect("\"")
        let start = offset
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw failure(.invalidUTF8, at: start)
                }
                return string
            case UInt8(ascii: "\\"):
                offset += 1
                text += String(try escape()).utf8
            case 0..<0x20:
                throw failure(.controlCharacter)
            default:
                offset += 1
                text.append(byte)
            }
        }
        throw failure(.unexpectedEnd)
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = offset - 1
        guard let letter = peek else { throw failure(.unexpectedEnd) }
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(from: start)
        default: throw failure(.invalidEscape, at: start)
        }
    }

    /// A scalar, or both halves of a surrogate pair.
    private mutating func unicodeEscape(from start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try codeUnit(from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), take("\\"), take("u") else { throw failure(.invalidEscape, at: start) }
        let second = try codeUnit(from: start)
        guard UTF16.isTrailSurrogate(second) else { throw failure(.invalidEscape, at: start) }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func codeUnit(from start: Int) throws(JSONSyntaxError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = peek else { throw failure(.unexpectedEnd) }
            guard let value = Hex.value(of: digit) else { throw failure(.invalidEscape, at: start) }
            unit = unit << 4 | UInt16(value)
            offset += 1
        }
        return unit
    }
}

extension JSONParser {
    private var peek: UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    private mutating func skipWhiteSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { offset += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(JSONSyntaxError) {
        guard take(character) else { throw unexpected() }
    }

    private func unexpected() -> JSONSyntaxError {
        failure(peek == nil ? .unexpectedEnd : .unexpectedCharacter)
    }

    private func failure(_ reason: JSONSyntaxError.Reason, at offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(reason: reason, offset: offset ?? self.offset)
    }
}
