internal import NIOSSL
internal import Synchronization

/// Whose certificates are believed: the system's authorities, and maybe one more. Read once, since that takes longer than a
/// handshake.
package final class Trust: Sendable {
    private let authority: String?
    private let made = Mutex<NIOSSLContext?>(nil)

    /// - Parameter authority: a file of certificates, in PEM.
    package init(authority: String? = nil) {
        self.authority = authority
    }

    package static let system = Trust()

    var context: NIOSSLContext {
        get throws {
            try made.withLock { made in
                if let context = made { return context }
                let context = try make()
                made = context
                return context
            }
        }
    }

    private func make() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let authority { configuration.additionalTrustRoots = [.file(authority)] }
        return try NIOSSLContext(configuration: configuration)
    }
}
