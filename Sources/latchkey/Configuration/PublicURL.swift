import Foundation

/// How the public listener is reached from outside: scheme, host and port, nothing else.
struct PublicURL: Sendable, Equatable, CustomStringConvertible {
    /// Without a final slash.
    let description: String
    /// As it stands in a request's `Host`: with the port where it is not the scheme's own, IPv6 in brackets.
    let host: String
    let isHTTPS: Bool

    init(of address: ListenAddress) {
        description = "http://\(address)"
        host = address.port == 80 ? String("\(address)".dropLast(3)) : "\(address)"
        isHTTPS = false
    }

    init(parsing text: String) throws(Advice) {
        let advice = "is no plain web address; write such as https://keys.example.com, without path, query or user."
        guard
            let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(),
            ["http", "https"].contains(scheme),
            let name = url.encodedHost?.lowercased(), !name.isEmpty, ["", "/"].contains(url.percentEncodedPath),
            url.user == nil, url.password == nil, url.query == nil, url.fragment == nil,
            !name.contains("%"), url.port.map({ 1...65_535 ~= $0 }) ?? !text.hasSuffix(":")
        else { throw Advice(advice) }
        isHTTPS = scheme == "https"
        let port = url.port == (isHTTPS ? 443 : 80) ? nil : url.port
        host = name + (port.map { ":\($0)" } ?? "")
        description = "\(scheme)://\(host)"
    }
}
