package import Domain
package import Logging
package import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
package import Store
package import Telemetry
package import Traces
package import Wire

/// The listener that gateways talk to: HTTP/1.1 on SwiftNIO and nothing in between.
///
/// On graceful shutdown it accepts no more connections, answers what was asked (with `Connection: close`), and returns
/// when all connections are closed, at the latest after `limits.shutdown`.
package struct PrivateListener: Service {
    private let host: String
    private let port: Int
    private let limits: ListenerLimits
    private let responder: Responder
    private let metrics: Metrics
    private let eventLoops: any EventLoopGroup
    private let onListening: @Sendable (SocketAddress) -> Void

    /// - Parameters:
    ///   - host: `LATCHKEY_PRIVATE_LISTEN` up to its last colon.
    ///   - port: what follows; 0 for any that is free.
    ///   - database: on connections that checks alone use, and only for what is not in memory.
    ///   - memory: trusted only while its lease is kept.
    ///   - meter: counts every check whose secret matches, and what gateways report.
    ///   - gatewayToken: `LATCHKEY_GATEWAY_TOKEN`; without one everybody who can connect may ask.
    ///   - requireReady: throws while the database cannot be reached, or its schema is not this binary's.
    ///   - metrics: what `/metrics` tells, and where the listener adds its own.
    ///   - now: the wall clock, for the header `Date` and for request ids; no verdict depends on it.
    ///   - onListening: is called once, when connections are accepted.
    package init(
        host: String,
        port: Int,
        database: Database,
        memory: KeyMemory = KeyMemory(),
        peppers: Peppers,
        meter: UsageMeter,
        trustedProxies: TrustedProxies,
        gatewayToken: GatewayToken?,
        requireReady: @escaping @Sendable () async throws -> Void,
        metrics: Metrics = Metrics(),
        tracer: SamplingTracer? = nil,
        logger: Logger,
        now: @escaping @Sendable () -> Instant,
        entropy: Entropy = .system,
        limits: ListenerLimits = ListenerLimits(),
        eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        onListening: @escaping @Sendable (SocketAddress) -> Void = { _ in }
    ) {
        let fills = KeyFills(memory: memory, reader: KeyReader(database, clock: memory.clock), meter: meter)
        metrics.tell(of: memory, fills)
        let limiter = RateLimiter(instances: { memory.lease.liveVerifiers })
        let routes = Routes.all(
            Verifier(memory: memory, fills: fills, peppers: peppers, limiter: limiter, meter: meter),
            OutcomeReports(database: database, meter: meter),
            trustedProxies,
            health: Health(requireReady: requireReady, deadline: limits.readiness),
            metrics: metrics,
            requestID: { RequestID.make(at: now(), using: entropy) }
        )
        self.init(
            host: host,
            port: port,
            responder: Responder(
                routes: routes,
                gatewayToken: gatewayToken,
                logger: logger,
                now: now,
                entropy: entropy,
                metrics: CheckMetrics(metrics),
                tracer: tracer
            ),
            metrics: metrics,
            limits: limits,
            eventLoops: eventLoops,
            onListening: onListening
        )
    }

    init(
        host: String,
        port: Int,
        responder: Responder,
        metrics: Metrics = Metrics(),
        limits: ListenerLimits,
        eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        onListening: @escaping @Sendable (SocketAddress) -> Void
    ) {
        self.host = host
        self.port = port
        self.responder = responder
        self.metrics = metrics
        self.limits = limits
        self.eventLoops = eventLoops
        self.onListening = onListening
    }

    package func run() async throws {
        let connections = Connections(most: limits.connections)
        metrics.gauge("latchkey_connections", "Connections that clients have open", Label("listener", "private")) {
            Double(connections.count)
        }
        let server = try await bootstrap(connections).bind(host: host, port: port).get()
        if let address = server.localAddress {
            responder.logger.info("private listener", metadata: ["address": "\(address)"])
            onListening(address)
        }
        // Throws when the task is cancelled rather than asked to end: then nothing more is answered.
        let isGraceful = (try? await gracefulShutdown()) != nil
        try? await server.close()
        connections.stop()
        let patience = isGraceful && !Task.isCancelled ? limits.shutdown : .zero
        let cut = eventLoops.next().scheduleTask(in: TimeAmount(patience)) { connections.cut() }
        await withTaskCancellationHandler {
            await connections.end()
        } onCancel: {
            connections.cut()
        }
        cut.cancel()
    }

    private func bootstrap(_ connections: Connections) -> ServerBootstrap {
        let responder = responder
        let limits = limits
        return ServerBootstrap(group: eventLoops)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // One at a time, so that the bound is exact.
            .serverChannelOption(.maxMessagesPerRead, value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptGate(connections))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // What one read brings is what may have to be kept while an answer is worked on.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 4096, maximum: 16384)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.serve(channel, responder, limits, connections)
                }
            }
    }

    private static func serve(
        _ channel: any Channel,
        _ responder: Responder,
        _ limits: ListenerLimits,
        _ connections: Connections
    ) throws {
        let connection = ConnectionHandler(responder: responder, limits: limits, connections: connections)
        try channel.pipeline.syncOperations.addHandlers(ArrivalHandler(connection), connection)
    }

    /// Answers what comes on this channel as on a connection that was accepted.
    package func serve(_ channel: any Channel) throws {
        try Self.serve(channel, responder, limits, Connections(most: 1))
    }
}
