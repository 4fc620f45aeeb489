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
        let hops = headers.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        var client: IPAddress?
        for hop in hops.reversed() {
            guard let address = IPAddress(Self.trimmed(hop)) else { return nil }
            client = address
            if !trusts(address) { break }
        }
        return client
    }

    private func trusts(_ address: IPAddress) -> Bool {
        networks.contains { $0.contains(address) }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
