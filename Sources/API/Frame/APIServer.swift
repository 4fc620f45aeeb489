package import Domain
package import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
package import Telemetry
package import Traces
package import Wire

/// The public listener, as a service: `run` serves until it is cancelled or shut down gracefully.
///
/// On graceful shutdown no connection is accepted any more, requests that have begun are answered, and what is not done
/// after `Limits.drain` is cancelled.
package struct APIServer: Service {
    package struct Configuration: Sendable {
        /// What to bind to.
        package var address: String
        /// Any free one when it is 0.
        package var port: Int
        package var hosts: AllowedHosts
        /// How browsers reach us: scheme, host and port, as they stand in `Origin`.
        package var publicURL: String
        /// Whose word on the client's address is believed.
        package var trustedProxies: TrustedProxies
        package var limits: Limits

        package init(
            address: String,
            port: Int,
            hosts: AllowedHosts,
            publicURL: String,
            trustedProxies: TrustedProxies = TrustedProxies([]),
            limits: Limits = Limits()
        ) {
            self.address = address
            self.port = port
            self.hosts = hosts
            self.publicURL = publicURL
            self.trustedProxies = trustedProxies
            self.limits = limits
        }
    }

    private let configuration: Configuration
    private let responder: Responder
    private let metrics: RequestMetrics
    private let onListening: @Sendable (_ port: Int) async -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - routes: no two with the same method and path.
    ///   - authenticate: from a session's token to whose it is; throws `UNAUTHENTICATED` when it is nobody's.
    ///   - failed: told of each failure of a handler, before it becomes an answer.
    ///   - lost: what is answered where there is no route, or no path at all; nil for the problem.
    ///   - onListening: called once, with the port.
    package init(
        _ configuration: Configuration,
        routes: [Route],
        authenticate: @escaping @Sendable (Sensitive<String>) async throws -> Actor,
        failed: @escaping @Sendable (Failure, APIRequest, Route.Access) -> Void = { _, _, _ in },
        lost: @escaping @Sendable (HTTPRequest.Method, _ path: String, HTTPFields) -> APIResponse? = { _, _, _ in nil },
        now: @escaping @Sendable () -> Instant,
        entropy: Entropy,
        metrics: Metrics = Metrics(),
        tracer: SamplingTracer? = nil,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
        self.metrics = RequestMetrics(metrics)
        responder = Responder(
            routes: RouteTree(routes),
            authenticate: authenticate,
            failed: failed,
            lost: lost,
            publicURL: configuration.publicURL,
            securityHeaders: SecurityHeaders(isHTTPS: configuration.publicURL.hasPrefix("https:")),
            trustedProxies: configuration.trustedProxies,
            now: now,
            entropy: entropy,
            patience: configuration.limits.handling,
            metrics: self.metrics,
            tracer: tracer,
            logger: logger
        )
    }

    package func run() async throws {
        let limits = configuration.limits
        let server = HTTPConnection(
            hosts: configuration.hosts,
            limits: limits,
            metrics: metrics,
            answer: responder.answer
        )
        .server(
            configuration: ServerConfiguration(
                address: .hostname(configuration.address, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)
            ),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? configuration.port) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: limits.drain)
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
