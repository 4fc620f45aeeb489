extension JSONParser {
    mutating func number() throws(JSONSyntaxError) -> JSON {
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
    mutating func string() throws(JSONSyntaxError) -> String {
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
