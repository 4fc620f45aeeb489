package import Domain

/// Who may say for whom they ask: the proxies in front of a listener, `LATCHKEY_TRUSTED_PROXIES`.
package struct TrustedProxies: Sendable {
    private let networks: [IPNetwork]

    package init(_ networks: [IPNetwork]) {
        self.networks = networks
    }

    /// The address that a request comes from; nil when it cannot be told, which no allowlist accepts.
    ///
    /// A peer that is no proxy speaks for itself, whatever it claims. What a proxy received from is the last hop in
    /// `X-Forwarded-For`; as long as that is a proxy too, the one before it counts. If all are, it is the first.
    package func client(of peer: IPAddress?, forwardedFor headers: [String]) -> IPAddress? {
        guard let peer, trusts(peer) else { return peer }
        var client: IPAddress?
        for header in headers.reversed() {
            var rest: Substring? = header[...]
            while let hops = rest {
                let comma = hops.utf8.lastIndex(of: UInt8(ascii: ","))
                let hop = comma.map { hops[hops.utf8.index(after: $0)...] } ?? hops
                rest = comma.map { hops[..<$0] }
                guard let address = IPAddress(Self.trimmed(hop)) else { return nil }
                client = address
                if !trusts(address) { return client }
            }
        }
        return client
    }

    private func trusts(_ address: IPAddress) -> Bool {
        networks.contains { $0.contains(address) }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isText = { (byte: UInt8) in byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") }
        guard let first = text.utf8.firstIndex(where: isText), let last = text.utf8.lastIndex(where: isText) else {
            return ""
        }
        return String(text[first...last])
    }
}
