internal import Domain
internal import NIOCore
internal import NIOHTTP1

/// A request that is there in full, well framed, for the route that answers it.
struct IncomingRequest: Sendable {
    let method: HTTPMethod
    /// What stands behind the first `?`, still encoded; nil without one.
    let query: Substring?
    let headers: RequestHeaders
    /// Whoever holds the other end of the connection; nil on a Unix socket.
    let peer: IPAddress?
    /// Empty for a route that ignores it.
    let body: ByteBuffer
}

extension IPAddress {
    /// Nil for a Unix socket.
    init?(_ address: SocketAddress?) {
        // A link-local address carries its zone.
        guard let text = address?.ipAddress?.split(separator: "%").first else { return nil }
        self.init(String(text))
    }
}
