package import Domain
internal import Foundation

/// Finds the addresses behind a name.
package struct Resolver: Sendable {
    let addresses: @Sendable (String) async throws -> [IPAddress]

    package init(_ addresses: @escaping @Sendable (String) async throws -> [IPAddress]) {
        self.addresses = addresses
    }

    /// As the machine is configured. Each use has threads of its own, so that none waits for the names of another.
    static let asking = system(threads: 16)
    static let sending = system(threads: 32)
    static let registering = system(threads: 16)

    private static func system(threads: Int) -> Resolver {
        let lookUps = LookUps(threads: threads, lookUp)
        return Resolver { try await lookUps.addresses(of: $0, for: Outbound.caller) }
    }

    @Sendable
    private static func lookUp(_ host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        return sequence(first: first, next: { $0?.pointee.ai_next })
            .compactMap { $0?.pointee.ai_addr }.compactMap(address)
    }

    private static func address(_ socket: UnsafeMutablePointer<sockaddr>) -> IPAddress? {
        let raw = UnsafeRawPointer(socket)
        switch Int32(socket.pointee.sa_family) {
        case AF_INET:
            let address = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
            return withUnsafeBytes(of: address) { IPAddress(bytes: Array($0)) }
        case AF_INET6:
            let address = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return withUnsafeBytes(of: address) { IPAddress(bytes: Array($0)) }
        default: return nil
        }
    }
}
