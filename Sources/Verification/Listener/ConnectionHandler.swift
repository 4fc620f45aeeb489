internal import Domain
internal import NIOCore
internal import NIOHTTP1

/// One connection: takes its requests one by one, in their order, and answers each before it looks at the next.
///
/// Bytes are read only while nothing waits to be answered or to be sent, so that a client that asks faster than it
/// listens is held back by TCP, not by our memory.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// Between two requests.
        case idle
        /// Some bytes of a request are there, but not yet the end of its headers.
        case arriving
        /// Its headers are there, the body is not.
        case receiving(Reception)
        /// It is there in full; its answer is not. The number tells it from a request that was given up.
        case answering(Exchange, number: UInt64)
        /// The last answer was written. What still comes is thrown away, so that the client can read that answer.
        case lingering
        case closed
    }

    /// What came, in its order, and is not yet looked at.
    enum Arrival {
        case whole(PlainRequest)
        case part(HTTPServerRequestPart)
        case unreadable(Failure)
    }

    let responder: Responder
    let limits: ListenerLimits
    let connections: Connections
    var phase = Phase.idle
    var arrivals = CircularBuffer<Arrival>()
    /// How many requests are in `arrivals` in full.
    var requestsWaiting = 0
    var exchanges: UInt64 = 0
    /// Answers that are being worked on, those that nobody waits for any more among them.
    var worksInProgress = 0
    /// When the last byte of the last request came.
    var arrivedAt = NIODeadline.now()
    var peer: IPAddress?
    var date = HTTPDate()
    /// Written, but not handed to the channel.
    var output = ByteBuffer()
    /// As the channel last told; asking it takes longer.
    var isWritable = true
    var wantsRead = false
    var isInputClosed = false
    var isStopping = false
    var isProceeding = false
    var deadline = NIODeadline.distantFuture
    var timer: (at: NIODeadline, task: Scheduled<Void>)?

    init(responder: Responder, limits: ListenerLimits, connections: Connections) {
        self.responder = responder
        self.limits = limits
        self.connections = connections
    }

    func channelActive(context: ChannelHandlerContext) {
        peer = IPAddress(context.remoteAddress)
        expire(in: limits.idle, context)
        if connections.areStopping { stop(context) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .end = part {
            requestsWaiting += 1
            arrivedAt = .now()
        }
        arrived(.part(part), context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        proceed(context)
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as HTTPParserError:
            arrived(.unreadable(Failure(error)), context)
            proceed(context)
        case is ByteToMessageDecoderError:
            // More bytes behind what could not be read, which has its answer coming.
            break
        default:
            context.close(promise: nil)
        }
    }

    /// Ahead of the first byte for the parser.
    func arrived(_ request: PlainRequest, _ context: ChannelHandlerContext) {
        requestsWaiting += 1
        arrived(.whole(request), context)
    }

    private func arrived(_ arrival: Arrival, _ context: ChannelHandlerContext) {
        switch phase {
        case .lingering, .closed:
            return
        default:
            arrivals.append(arrival)
            // Only a client that closed its side can bring more than one read; one that brings this much is not one.
            if arrivals.count > Self.mostArrivals { context.close(promise: nil) }
        }
    }

    private static let mostArrivals = 8192

    func read(context: ChannelHandlerContext) {
        if canRead {
            context.read()
        } else {
            wantsRead = true
        }
    }

    var canRead: Bool {
        switch phase {
        case .lingering, .closed: true
        case .answering: false
        case .idle, .arriving, .receiving: arrivals.isEmpty && isWritable
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        proceed(context)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            isInputClosed = true
            proceed(context)
        case is StopConnections:
            stop(context)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        arrivals.removeAll()
        timer?.task.cancel()
        timer = nil
        connections.left(behind: worksInProgress)
        context.fireChannelInactive()
    }
}

/// Tells a connection that the listener is stopping.
struct StopConnections: Sendable {}
