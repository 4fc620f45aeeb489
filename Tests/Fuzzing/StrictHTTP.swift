/// Reads a stream of HTTP/1.1 requests by the letter of RFC 9112, and nothing that two programs might read in two ways; only
/// that several spaces may divide a request line (section 3). Simple, and with the whole before it: it is what the real listener,
/// which gets it piece by piece, is held against.
struct StrictHTTP {
    struct Request {
        let method: String
        let path: String
        let body: [UInt8]
        /// Nothing behind it is read.
        let isLast: Bool
    }

    /// What stands before the first thing that is no request, or no whole one.
    private(set) var requests: [Request] = []

    private typealias Bytes = ArraySlice<UInt8>
    private var rest: Bytes

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
        // RFC 9112, 2.2: empty lines before a request may be passed over.
        rest = rest.drop { $0 == 0x0d || $0 == 0x0a }
        while !rest.isEmpty, let request = request() {
            requests.append(request)
            rest = rest.drop { $0 == 0x0d || $0 == 0x0a }
        }
    }

    /// Without its CRLF; nil when there is none, or it has a CR or LF of its own.
    private mutating func line() -> Bytes? {
        guard let end = rest.firstIndex(where: { $0 == 0x0d || $0 == 0x0a }), rest[end...].starts(with: [0x0d, 0x0a])
        else {
            return nil
        }
        defer { rest = rest[(end + 2)...] }
        return rest[..<end]
    }

    private mutating func request() -> Request? {
        guard let line = line(), line.first != 0x20, line.last != 0x20, case let parts = line.split(separator: 0x20),
            parts.count == 3, parts[0].allSatisfy(Self.isToken),
            parts[1].first == UInt8(ascii: "/"), parts[1].allSatisfy({ 0x21...0x7e ~= $0 && $0 != UInt8(ascii: "#") }),
            let isOld = Self.isOld(parts[2]), let fields = fields()
        else { return nil }
        let hosts = fields["host"] ?? []
        guard hosts.count == 1 || isOld && hosts.isEmpty, hosts.allSatisfy(Self.isHost),
            (fields["expect"] ?? []).allSatisfy({ $0.lowercased() == "100-continue" }),
            let body = body(fields["content-length"] ?? [], fields["transfer-encoding"] ?? [], isOld)
        else { return nil }
        let options = (fields["connection"] ?? []).flatMap { $0.split(separator: ",") }.map(Self.trimmed)
        return Request(
            method: String(decoding: parts[0], as: UTF8.self),
            path: String(decoding: parts[1].prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self),
            body: body,
            isLast: options.contains("close") || fields["upgrade"] != nil || isOld && !options.contains("keep-alive")
        )
    }

    private static func isOld(_ version: Bytes) -> Bool? {
        if version.elementsEqual("HTTP/1.1".utf8) { return false }
        return version.elementsEqual("HTTP/1.0".utf8) ? true : nil
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func isHost(_ host: String) -> Bool {
        !host.isEmpty
            && host.utf8.allSatisfy {
                0x30...0x3a ~= $0 || 0x41...0x5a ~= $0 || 0x61...0x7a ~= $0 || "-._[]".utf8.contains($0)
            }
    }

    private static func isText(_ byte: UInt8) -> Bool {
        byte == 0x09 || 0x20...0x7e ~= byte || byte >= 0x80
    }

    private static func trimmed(_ text: Substring) -> String {
        let space = { (character: Character) in character == " " || character == "\t" }
        return String(text.drop(while: space).reversed().drop(while: space).reversed()).lowercased()
    }

    /// Values by the names in lower case; nil when a line is no field.
    private mutating func fields() -> [String: [String]]? {
        var fields: [String: [String]] = [:]
        while let line = line() {
            guard !line.isEmpty else { return fields }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(Self.isToken), line[colon...].allSatisfy(Self.isText)
            else { return nil }
            let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
            let value = line[(colon + 1)...].drop(while: isSpace)
            let end = value.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? value.startIndex
            fields[String(decoding: line[..<colon], as: UTF8.self).lowercased(), default: []].append(
                String(decoding: value[..<end], as: UTF8.self)
            )
        }
        return nil
    }

    private mutating func body(_ lengths: [String], _ encodings: [String], _ isOld: Bool) -> [UInt8]? {
        guard lengths.count + encodings.count <= 1 else { return nil }
        if let encoding = encodings.first { return encoding.lowercased() == "chunked" && !isOld ? chunks() : nil }
        guard let text = lengths.first else { return [] }
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let length = Int(text), length <= rest.count else {
            return nil
        }
        return take(length)
    }

    private mutating func chunks() -> [UInt8]? {
        var body: [UInt8] = []
        while let line = line() {
            // RFC 9112, 7.1.1: extensions are passed over.
            let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
            guard !digits.isEmpty, !digits.contains(where: { "+-".utf8.contains($0) }), line.allSatisfy(Self.isText),
                let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size <= rest.count
            else { return nil }
            guard size > 0 else { return fields() == nil ? nil : body }
            body += take(size)
            guard self.line()?.isEmpty == true else { return nil }
        }
        return nil
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
