/// Why nothing came of a request to another server.
package enum OutboundFailure: Error, Hashable {
    case notHTTPS
    case unknownHost
    case privateAddress
    case unreachable
    case tooLong
    case late
}
