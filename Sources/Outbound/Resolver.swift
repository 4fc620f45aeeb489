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
            .compactMap { $0?.pointee }.compactMap(address)
    }

    /// By way of text: more than one of the modules that are imported says what a socket's address is made of.
    private static func address(_ found: addrinfo) -> IPAddress? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let length = socklen_t(text.count)
        let failure = getnameinfo(found.ai_addr, found.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST)
        guard failure == 0 else { return nil }
        // Behind a percent sign stands the interface through which a link's own address is reached.
        let bytes = text.prefix { $0 != 0 && $0 != CChar(UInt8(ascii: "%")) }.map(UInt8.init(bitPattern:))
        return IPAddress(String(decoding: bytes, as: UTF8.self))
    }
}
