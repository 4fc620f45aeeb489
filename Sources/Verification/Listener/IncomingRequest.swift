internal import Domain
internal import NIOCore
internal import NIOHTTP1

/// A request that is there in full, well framed, for the route that answers it.
struct IncomingRequest: Sendable {
    let method: HTTPMethod
    /// What stands behind the first `?`, still encoded; nil without one.
    let query: Substring?
    let headers: HTTPHeaders
    /// Whoever holds the other end of the connection; nil on a Unix socket.
    let peer: IPAddress?
    /// Empty for a route that ignores it.
    let body: ByteBuffer
}

extension HTTPRequestHead {
    /// The target, divided at the first `?`.
    var parts: (path: Substring, query: Substring?) {
        guard let mark = uri.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (uri[...], nil) }
        return (uri[..<mark], uri[uri.utf8.index(after: mark)...])
    }
}

extension IPAddress {
    /// Nil for a Unix socket.
    init?(_ address: SocketAddress?) {
        // A link-local address carries its zone.
        guard let text = address?.ipAddress?.split(separator: "%").first else { return nil }
        self.init(String(text))
    }
}
