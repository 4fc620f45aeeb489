import Domain

/// The names by which this server is known. Any other `Host` may be a web page that made its own name resolve to us.
package struct AllowedHosts: Sendable {
    private let names: Set<String>

    /// `admin.example.com` allows that name with any port, `admin.example.com:8080` only with this one; IPv6 addresses
    /// stand in brackets.
    package init(_ names: [String]) {
        self.names = Set(names.map { $0.lowercased() })
    }

    /// - Throws: `BAD_REQUEST` when it is no host, `MISDIRECTED_REQUEST` when it is not ours.
    func check(_ host: String) throws(Failure) {
        let host = host.lowercased()
        guard let name = Self.name(in: host) else { throw Failure(.badRequest, "The Host header is not valid.") }
        guard names.contains(host) || names.contains(name) else {
            throw Failure(.misdirectedRequest, "This server does not answer for that host.")
        }
    }

    /// Without the port; nil when it is no `uri-host [ ":" port ]` of RFC 9110.
    private static func name(in host: String) -> String? {
        let end = host.utf8.first == UInt8(ascii: "[") ? host.firstIndex(of: "]").map(host.index(after:)) : nil
        let nameEnd = end ?? host.firstIndex(of: ":") ?? host.endIndex
        let name = host[..<nameEnd]
        let port = host[nameEnd...]
        guard !name.isEmpty, name.utf8.allSatisfy(end == nil ? isNameByte : isAddressByte) else { return nil }
        guard port.isEmpty || isPort(port.dropFirst()) && port.first == ":" else { return nil }
        return String(name)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte.isLowercaseLetterOrDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte.isLowercaseLetterOrDigit || "[]:.".utf8.contains(byte)
    }

    private static func isPort(_ text: Substring) -> Bool {
        (1...5).contains(text.utf8.count) && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}

extension UInt8 {
    fileprivate var isLowercaseLetterOrDigit: Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= self || UInt8(ascii: "0")...UInt8(ascii: "9") ~= self
    }
}
