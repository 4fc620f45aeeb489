import Domain

/// Where to listen: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`. Port 0 is any that is free.
struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// An address, without brackets, or `localhost`.
    let host: String
    let port: Int

    static let publicDefault = ListenAddress(host: "127.0.0.1", port: 8080)
    static let privateDefault = ListenAddress(host: "127.0.0.1", port: 8081)

    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init(parsing text: String) throws(Advice) {
        let example = "write ADDRESS:PORT, such as 127.0.0.1:8080 or [::]:8080."
        guard
            let colon = text.lastIndex(of: ":"), case let digits = text[text.index(after: colon)...],
            digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits)
        else {
            throw Advice("\(quoted(text)) has no port from 0 to 65535; \(example)")
        }
        let written = text[..<colon]
        let isBracketed = written.hasPrefix("[") && written.hasSuffix("]")
        let host = String(isBracketed ? written.dropFirst().dropLast() : written)
        let address = IPAddress(host)
        guard host == "localhost" && !isBracketed || address.map({ ($0.family == .v6) == isBracketed }) == true else {
            throw Advice("\(quoted(text)) does not begin with an address; \(example)")
        }
        self.init(host: host, port: Int(port))
    }

    /// Where a listener that was given port 0 came to listen.
    func with(port: Int) -> ListenAddress {
        ListenAddress(host: host, port: port)
    }

    var isLoopback: Bool {
        guard let address = IPAddress(host) else { return host == "localhost" }
        return address.family == .v4 ? address.bits >> 24 == 127 : address.bits == 1
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
