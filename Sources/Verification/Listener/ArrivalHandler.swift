internal import NIOCore
internal import NIOHTTP1

/// Takes plain requests off what comes, and leaves the rest to the parser, which stands behind it from the first byte that
/// is anything else: it alone knows then where the next request begins.
final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: ConnectionHandler
    private var hasParser = false

    init(_ connection: ConnectionHandler) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch connection.phase {
        case .lingering, .closed: return
        case .idle, .arriving, .receiving, .answering: break
        }
        var bytes = unwrapInboundIn(data)
        if !hasParser { takePlainRequests(off: &bytes, context) }
        guard bytes.readableBytes > 0 else { return }
        do {
            try leave(bytes, context)
        } catch {
            context.close(promise: nil)
        }
    }

    private func takePlainRequests(off bytes: inout ByteBuffer, _ context: ChannelHandlerContext) {
        connection.arrivedAt = .now()
        while let request = PlainRequest(from: &bytes, within: connection.limits) {
            connection.arrived(request, context)
        }
    }

    private func leave(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) throws {
        if !hasParser {
            hasParser = true
            let decoder = HTTPRequestDecoder(limitConfiguration: connection.limits.parser)
            try context.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder), position: .after(self))
        }
        // The parser says nothing until all of a request's headers are there.
        if case .idle = connection.phase {
            connection.phase = .arriving
            connection.expire(in: connection.limits.request, context)
        }
        context.fireChannelRead(wrapInboundOut(bytes))
    }
}

extension ListenerLimits {
    fileprivate var parser: NIOHTTPDecoderLimitConfiguration {
        var configuration = NIOHTTPDecoderLimitConfiguration()
        configuration.maxHeaderFieldSize = headers
        configuration.maxHeaderListSize = headers
        configuration.maxHeaderFieldCount = headerCount
        return configuration
    }
}
