/// Why nothing came of a request to another server.
package enum OutboundFailure: Error, Hashable, Sendable {
    /// No web address that could be asked: no host, a user in it, another scheme than https.
    case invalidURL
    case unknownHost
    /// The name leads to an address that is not on the public internet.
    case notPublic
    /// No connection, no TLS, or it broke.
    case unreachable
    /// The answer has more than 256 KiB.
    case tooLarge
    case late
    /// Too much is being looked up already: nothing of the server's own.
    case busy
}
