/// Recursive descent over bytes. Every step either moves on or throws.
struct JSONParser {
    let bytes: [UInt8]
    var offset = 0
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
    var peek: UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    mutating func skipWhiteSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { offset += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(JSONSyntaxError) {
        guard take(character) else { throw unexpected() }
    }

    func unexpected() -> JSONSyntaxError {
        failure(peek == nil ? .unexpectedEnd : .unexpectedCharacter)
    }

    func failure(_ reason: JSONSyntaxError.Reason, at offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(reason: reason, offset: offset ?? self.offset)
    }
}
