import Domain
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// How Hummingbird's server sets up each connection, and what it then runs for it.
struct HTTPConnection: ServerChildChannel {
    let hosts: AllowedHosts
    let limits: Limits
    let answer: @Sendable (Incoming) async -> Answer

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<NIOAsyncChannel<Incoming, Answer>> {
        channel.eventLoop.makeCompletedFuture {
            let remoteAddress = channel.remoteAddress?.ipAddress.flatMap(IPAddress.init)
            let connection = ConnectionHandler(hosts: hosts, limits: limits, remoteAddress: remoteAddress)
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(FirstByteObserver(connection))
            try pipeline.configureHTTPServerPipeline(
                // One request at a time is the connection handler's doing, as are the answers to errors.
                withPipeliningAssistance: false,
                withErrorHandling: false,
                withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
                withDecoderLimitConfiguration: Self.headerLimits
            )
            try pipeline.addHandler(connection)
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        }
    }

    func handle(value connection: NIOAsyncChannel<Incoming, Answer>, logger: Logger) async {
        await withTaskCancellationHandler {
            do {
                try await connection.executeThenClose { inbound, outbound in
                    for try await incoming in inbound {
                        try await outbound.write(answer(incoming))
                    }
                }
            } catch {
                logger.debug("A connection broke.", metadata: ["error": "\(error)"])
            }
        } onCancel: {
            connection.channel.close(promise: nil)
        }
    }

    private static var headerLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 8 * 1024
        limits.maxHeaderListSize = 32 * 1024
        limits.maxHeaderFieldCount = 100
        return limits
    }
}
