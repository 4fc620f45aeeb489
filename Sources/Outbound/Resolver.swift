package import Domain
internal import Foundation
internal import NIOPosix

/// Finds the addresses behind a name.
package struct Resolver: Sendable {
    let addresses: @Sendable (String) async throws -> [IPAddress]

    package init(_ addresses: @escaping @Sendable (String) async throws -> [IPAddress]) {
        self.addresses = addresses
    }

    /// As the machine is configured. `getaddrinfo` blocks for as long as it likes, so it does that on threads of its own, and
    /// whoever has stopped waiting is not held up by it.
    package static let system = Resolver { host in
        let (answers, continuation) = AsyncStream.makeStream(of: [IPAddress].self)
        threads.submit { state in
            if case .active = state { continuation.yield(lookUp(host)) }
            continuation.finish()
        }
        for await addresses in answers { return addresses }
        throw OutboundFailure.late
    }

    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 4)
        pool.start()
        return pool
    }()

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
