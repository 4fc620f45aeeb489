internal import Domain
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import NIOTLS

/// Posts one thing over one connection, and closes it when the answer is there, or will not come.
final class PostHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let posted: Posted
    private let deadline: NIODeadline
    private let promise: EventLoopPromise<PostReport>
    private var report: PostReport
    private var isSecure: Bool
    private var received = 0
    private var timer: Scheduled<Void>?
    private var hasEnded = false

    private static let mostBytes = 64 << 10

    /// - Parameter isSecure: whether there is no handshake to come.
    init(
        _ posted: Posted,
        at address: IPAddress,
        isSecure: Bool,
        until deadline: NIODeadline,
        _ promise: EventLoopPromise<PostReport>
    ) {
        self.posted = posted
        self.deadline = deadline
        self.promise = promise
        self.isSecure = isSecure
        report = PostReport(address: address)
    }

    func channelActive(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: deadline) {
            let (handler, context) = bound.value
            handler.end(context, .late)
        }
        context.write(wrapOutboundOut(.head(posted.head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: posted.body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            report.status = Int(head.status.code)
            report.headers = head.headers.map { (name: $0.name, value: $0.value) }
        case .body(let buffer):
            received += buffer.readableBytes
            report.body += buffer.readableBytesView.prefix(PostReport.keptBytes - report.body.count)
            if received > Self.mostBytes { end(context, .tooLarge) }
        case .end:
            end(context, nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { isSecure = true }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(context, isSecure ? .broken : .tls)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context, isSecure ? PostFailure(receiving: error) : .tls)
    }

    /// Whatever comes after that is not listened to.
    private func end(_ context: ChannelHandlerContext, _ failure: PostFailure?) {
        guard !hasEnded else { return }
        hasEnded = true
        timer?.cancel()
        report.failure = failure
        promise.succeed(report)
        context.close(promise: nil)
    }
}

extension PostFailure {
    fileprivate init(receiving error: any Error) {
        self =
            switch error {
            case PostFailure.tooLarge, HTTPParserError.headerOverflow: .tooLarge
            case is HTTPParserError: .notHTTP
            default: .broken
            }
    }
}

/// Bounds what comes in before anybody has made sense of it: headers, chunks' extensions, answers that are none yet.
final class ArrivalLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var arrived = 0

    private static let mostBytes = 128 << 10

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        arrived += unwrapInboundIn(data).readableBytes
        guard arrived <= Self.mostBytes else { return context.fireErrorCaught(PostFailure.tooLarge) }
        context.fireChannelRead(data)
    }
}
