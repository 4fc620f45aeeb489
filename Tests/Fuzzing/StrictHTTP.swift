internal import Foundation

/// Reads a stream of HTTP/1.1 requests by the letter of RFC 9112, and nothing that two programs might read in two ways. Slow and
/// simple: it is what the real listener is held against.
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
    /// Nothing but whole requests.
    private(set) var isClean = false

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
        while true {
            // RFC 9112, 2.2: empty lines before a request may be passed over.
            rest = rest.drop { $0 == 0x0d || $0 == 0x0a }
            isClean = rest.isEmpty
            guard !isClean, let request = request() else { return }
            requests.append(request)
        }
    }

    private mutating func line() -> String? {
        guard let end = rest.firstRange(of: [0x0d, 0x0a]) else { return nil }
        defer { rest = rest[end.upperBound...] }
        // One character a byte.
        return String(String.UnicodeScalarView(rest[..<end.lowerBound].map { Unicode.Scalar($0) }))
    }

    private mutating func request() -> Request? {
        guard let start = line(),
            let parts = start.wholeMatch(of: /([!#$%&'*+.^_`|~0-9A-Za-z-]+) +(\/[!-"$-~]*) +HTTP\/1\.([01])/),
            let fields = fields()
        else { return nil }
        let isOld = parts.3 == "0"
        let hosts = fields["host"] ?? []
        guard hosts.count == 1 || isOld && hosts.isEmpty,
            hosts.allSatisfy({ $0.wholeMatch(of: /[A-Za-z0-9:._\[\]-]+/) != nil }),
            (fields["expect"] ?? []).allSatisfy({ $0.lowercased() == "100-continue" }),
            let body = body(fields["content-length"] ?? [], fields["transfer-encoding"] ?? [], isOld)
        else { return nil }
        let options = (fields["connection"] ?? []).flatMap(Self.options)
        let closes = options.contains("close") || fields["upgrade"] != nil
        return Request(
            method: String(parts.1),
            path: String(parts.2.prefix { $0 != "?" }),
            body: body,
            isLast: closes || isOld && !options.contains("keep-alive")
        )
    }

    /// Values by the names in lower case; nil when a line is no field.
    private mutating func fields() -> [String: [String]]? {
        var fields: [String: [String]] = [:]
        while let line = line() {
            if line.isEmpty { return fields }
            guard let parts = line.wholeMatch(of: /([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t -~\u{80}-\u{ff}]*)/) else {
                return nil
            }
            let value = parts.2.trimmingCharacters(in: CharacterSet(charactersIn: " \t"))
            fields[parts.1.lowercased(), default: []].append(value)
        }
        return nil
    }

    /// Of a list divided by commas.
    private static func options(_ value: String) -> [String] {
        value.split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \t")).lowercased() }
    }

    private mutating func body(_ lengths: [String], _ encodings: [String], _ isOld: Bool) -> [UInt8]? {
        guard lengths.count + encodings.count <= 1 else { return nil }
        if let encoding = encodings.first { return encoding.lowercased() == "chunked" && !isOld ? chunks() : nil }
        guard let text = lengths.first else { return [] }
        guard text.wholeMatch(of: /[0-9]+/) != nil, let length = Int(text), length <= rest.count else { return nil }
        return take(length)
    }

    private mutating func chunks() -> [UInt8]? {
        var body: [UInt8] = []
        while let line = line() {
            // RFC 9112, 7.1.1: extensions are passed over.
            guard
                let size = line.wholeMatch(of: /([0-9A-Fa-f]+)[ \t]*(;[\t -~\u{80}-\u{ff}]*)?/).flatMap({
                    Int($0.1, radix: 16)
                }),
                size <= rest.count
            else { return nil }
            guard size > 0 else { return fields() == nil ? nil : body }
            body += take(size)
            guard self.line() == "" else { return nil }
        }
        return nil
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
