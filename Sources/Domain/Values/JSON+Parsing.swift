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
