import Domain

/// A request target, taken apart by RFC 3986 and percent-decoded strictly.
struct Target {
    /// As sent.
    let path: String
    /// Of the path, decoded; one that is empty stands for a doubled or trailing slash.
    let segments: [Segment]
    /// As sent.
    private let queryText: Substring

    struct Segment {
        /// As sent. Only this matches the literal parts of a route, so that each resource has one name.
        let raw: Substring
        let decoded: String
    }

    /// - Throws: `BAD_REQUEST` for characters that a path cannot have, a malformed percent-encoding, or one of what is not
    ///   UTF-8 or is a control character.
    init(_ text: String) throws(Failure) {
        let end = text.firstIndex(of: "?") ?? text.endIndex
        path = String(text[..<end])
        var segments: [Segment] = []
        for raw in text[..<end].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            segments.append(Segment(raw: raw, decoded: try Self.decode(raw, "The path")))
        }
        self.segments = segments
        queryText = text[end...].dropFirst()
    }

    /// The items of the query in their order, decoded; `+` is a space, as in forms.
    ///
    /// - Throws: as for the path.
    func query() throws(Failure) -> [(name: String, value: String)] {
        guard !queryText.isEmpty else { return [] }
        var pairs: [(name: String, value: String)] = []
        for pair in queryText.split(separator: "&", omittingEmptySubsequences: false) {
            let pair = pair.replacing("+", with: "%20")
            let end = pair.firstIndex(of: "=") ?? pair.endIndex
            let name = try Self.decode(pair[..<end], "The query", and: "/?")
            pairs.append((name, try Self.decode(pair[end...].dropFirst(), "The query", and: "/?=")))
        }
        return pairs
    }

    private static func decode(_ text: Substring, _ what: String, and more: String = "") throws(Failure) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let decoded = Hex.decode(String(rest.prefix(2)) ?? "")?.first else {
                    throw Failure(.badRequest, "\(what) has a malformed percent-encoding.")
                }
                rest = rest.dropFirst(2)
                bytes.append(decoded)
            } else if isPathCharacter(byte) || more.utf8.contains(byte) {
                bytes.append(byte)
            } else {
                throw Failure(.badRequest, "\(what) has a character that must be percent-encoded.")
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.badRequest, "\(what) is not UTF-8.")
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            throw Failure(.badRequest, "\(what) has a control character.")
        }
        return decoded
    }

    /// `pchar` of RFC 3986, without percent-encodings.
    private static func isPathCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~!$&'()*+,;=:@".utf8.contains(byte)
        }
    }
}
