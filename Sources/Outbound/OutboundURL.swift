internal import Domain
internal import Foundation

/// A web address that may be asked: scheme, host, port and path, and nothing that hides where it leads.
package struct OutboundURL: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    package let description: String
    let isHTTPS: Bool
    /// Lower case, without the brackets of IPv6.
    let host: String
    let port: Int
    /// Path and query, as they stand in a request.
    let target: String

    package static let mostCharacters = 2048

    package init(_ text: String) throws(OutboundFailure) {
        guard
            text.utf8.count <= Self.mostCharacters, text.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != 0x5c }),
            let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "https" || scheme == "http", parts.user == nil, parts.password == nil, parts.fragment == nil,
            let host = parts.encodedHost?.lowercased(), !host.isEmpty, !host.contains("%"),
            parts.port.map({ 1...65_535 ~= $0 }) ?? true
        else { throw .invalidURL }
        description = text
        isHTTPS = scheme == "https"
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        port = parts.port ?? (scheme == "https" ? 443 : 80)
        let path = parts.percentEncodedPath
        target = (path.isEmpty ? "/" : path) + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
    }

    /// What a request says in `Host`.
    var authority: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port == (isHTTPS ? 443 : 80) ? host : "\(host):\(port)"
    }

    /// Scheme, host and port alone: what of it holds no secret.
    package var origin: String { "\(isHTTPS ? "https" : "http")://\(authority)" }

    /// As it is asked: with the very host that is looked up and judged, whatever the case that it was written in.
    var request: String { origin + target }

    /// The host when it is an address itself.
    var address: IPAddress? { IPAddress(host) }
}
