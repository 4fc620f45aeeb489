import Domain
import HTTPTypes
import NIOCore
import NIOHTTP1
import Wire

/// Carries out what `ConnectionState` decides: between NIO's HTTP codec and the task that answers.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Outgoing
    typealias OutboundOut = HTTPServerResponsePart

    private enum Waiting {
        case part(HTTPServerRequestPart)
        case noHTTP(HTTPParserError)
        case inputClosed
    }

    private var state: ConnectionState
    private let limits: Limits
    private let remoteAddress: IPAddress?
    private let incoming: AsyncStream<Incoming>.Continuation
    private var waiting = CircularBuffer<Waiting>()
    private var isReadWaiting = false
    private var deadline: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    init(
        hosts: AllowedHosts,
        limits: Limits,
        remoteAddress: IPAddress?,
        incoming: AsyncStream<Incoming>.Continuation
    ) {
        state = ConnectionState(hosts: hosts, mostBody: limits.body)
        self.limits = limits
        self.remoteAddress = remoteAddress
        self.incoming = incoming
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        deadline?.cancel()
    }

    func channelActive(context: ChannelHandlerContext) {
        run(state.connected(), context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        run(state.disconnected(), context)
        incoming.finish()
        context.fireChannelInactive()
    }

    /// Called before the codec reads them: a request begins with its first byte, not with its complete head.
    func bytesArrived() {
        guard let context else { return }
        run(state.bytesArrived(), context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        waiting.append(.part(unwrapInboundIn(data)))
        takeInWaiting(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as HTTPParserError:
            waiting.append(.noHTTP(error))
            takeInWaiting(context)
        case is ByteToMessageDecoderError:
            // More bytes after those that were no HTTP.
            break
        default:
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            run(state.quiesce(), context)
        case ChannelEvent.inputClosed:
            waiting.append(.inputClosed)
            takeInWaiting(context)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func read(context: ChannelHandlerContext) {
        if state.readsOn {
            context.read()
        } else {
            isReadWaiting = true
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .answer(let answer):
            run(state.answered(answer), context)
            promise?.succeed()
        case .piece(let bytes):
            guard let actions = state.streamed() else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
            run(actions, context)
            context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: promise)
        case .end:
            run(state.streamEnded(), context)
            promise?.succeed()
        }
    }
}

extension ConnectionHandler {
    private func takeInWaiting(_ context: ChannelHandlerContext) {
        while state.isReceptive, let next = waiting.popFirst() {
            switch next {
            case .part(let part): run(state.received(part), context)
            case .noHTTP(let error): run(state.receivedNoHTTP(error), context)
            case .inputClosed: run(state.inputClosed(), context)
            }
        }
    }

    private func run(_ actions: [ConnectionState.Action], _ context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .schedule(let kind): schedule(kind, context)
            case .unschedule: deadline?.cancel()
            case .deliver(let result): deliver(result)
            case .sendContinue: sendContinue(context)
            case .send(let answer, let isHead, let isLast): send(answer, isHead: isHead, isLast: isLast, context)
            case .sendEnd: sendEnd(context)
            case .resume: resume(context)
            case .closeOutput: context.close(mode: .output, promise: nil)
            case .close: context.close(promise: nil)
            }
        }
    }

    private func schedule(_ kind: ConnectionState.Deadline, _ context: ChannelHandlerContext) {
        let duration =
            switch kind {
            case .idle: limits.idle
            case .lastCall: limits.lastCall
            case .request: limits.request
            case .answer: limits.answer
            case .linger: limits.linger
            }
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) {
            self.run(self.state.deadlinePassed(), context)
        }
    }

    private func deliver(_ result: Incoming) {
        incoming.yield(
            result.map { request in
                var request = request
                request.remoteAddress = remoteAddress
                return request
            }
        )
    }

    private func sendContinue(_ context: ChannelHandlerContext) {
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))),
            promise: nil
        )
    }

    private func send(_ answer: Answer, isHead: Bool, isLast: Bool, _ context: ChannelHandlerContext) {
        let status = HTTPResponseStatus(statusCode: answer.status.code, reasonPhrase: answer.status.reasonPhrase)
        var headers = HTTPHeaders(answer.headers.map { ($0.name.rawName, $0.value) })
        // The length of what is streamed nobody knows yet: it goes in chunks.
        if answer.stream == nil { headers.add(name: "Content-Length", value: String(answer.body.count)) }
        if isLast { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if answer.stream != nil, !isHead { return context.flush() }
        if !isHead, !answer.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        sendEnd(context)
    }

    private func sendEnd(_ context: ChannelHandlerContext) {
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.run(self.state.written(), context) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    private func resume(_ context: ChannelHandlerContext) {
        takeInWaiting(context)
        guard isReadWaiting, state.readsOn else { return }
        isReadWaiting = false
        context.read()
    }
}

/// Tells when bytes arrive, before the codec holds back those of an incomplete head.
final class FirstByteObserver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: ConnectionHandler

    init(_ connection: ConnectionHandler) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection.bytesArrived()
        context.fireChannelRead(data)
    }
}
