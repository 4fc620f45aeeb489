import Domain
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// How Hummingbird's server sets up each connection, and what it then runs for it.
struct HTTPConnection: ServerChildChannel {
    /// Not a `NIOAsyncChannel`: that stops the process when a connection that was accepted while the server closes is
    /// dropped without having been handled. This one closes itself.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let incoming: AsyncStream<Incoming>
    }

    let hosts: AllowedHosts
    let limits: Limits
    let metrics: RequestMetrics
    let answer: @Sendable (Incoming) async -> Answer

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        metrics.opened(channel)
        return channel.eventLoop.makeCompletedFuture {
            // Never holds more than one: the connection takes in the next when this one is answered.
            let (incoming, continuation) = AsyncStream.makeStream(of: Incoming.self)
            continuation.onTermination = { _ in channel.close(promise: nil) }
            let connection = ConnectionHandler(
                hosts: hosts,
                limits: limits,
                // A link-local address carries its zone.
                remoteAddress: channel.remoteAddress?.ipAddress?.split(separator: "%").first
                    .flatMap { IPAddress(String($0)) },
                incoming: continuation
            )
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
            return Value(channel: channel, incoming: incoming)
        }
    }

    /// Ends when the connection is closed; when cancelled, the connection is closed.
    func handle(value connection: Value, logger: Logger) async {
        for await incoming in connection.incoming {
            let answer = await answer(incoming)
            connection.channel.writeAndFlush(Outgoing.answer(answer), promise: nil)
            guard let stream = answer.stream, !incoming.isHead else { continue }
            await send(stream, to: connection.channel, logger)
        }
    }

    /// Waits for each piece to be taken before the next one is made, so a slow client costs one piece of memory.
    private func send(_ stream: BodyStream, to channel: any Channel, _ logger: Logger) async {
        do {
            try await stream { bytes in
                for start in stride(from: 0, to: bytes.count, by: Self.piece) {
                    let piece = ByteBuffer(bytes: bytes[start..<min(start + Self.piece, bytes.count)])
                    try await channel.writeAndFlush(Outgoing.piece(piece))
                }
            }
            channel.writeAndFlush(Outgoing.end, promise: nil)
        } catch {
            logger.notice("an answer was cut off while it was streamed", metadata: ["error": "\(error)"])
            channel.close(promise: nil)
        }
    }

    private static let piece = 64 * 1024

    private static var headerLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 8 * 1024
        limits.maxHeaderListSize = 32 * 1024
        limits.maxHeaderFieldCount = 100
        return limits
    }
}

extension Incoming {
    fileprivate var isHead: Bool {
        if case .success(let request) = self { request.method == .head } else { false }
    }
}
