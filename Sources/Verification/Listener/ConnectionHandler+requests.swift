internal import Domain
internal import NIOCore
internal import NIOHTTP1

/// What the answer to a request has to know of it.
struct Exchange {
    let keepsAlive: Bool
    let isOldVersion: Bool
    let isHead: Bool

    init(_ head: HTTPRequestHead, keepsAlive: Bool) {
        self.keepsAlive = keepsAlive
        isOldVersion = head.version == .http1_0
        isHead = head.method == .HEAD
    }

    init(_ request: PlainRequest) {
        keepsAlive = true
        isOldVersion = false
        isHead = request.head.method == .HEAD
    }

    private init() {
        keepsAlive = false
        isOldVersion = false
        isHead = false
    }

    /// For what never became a request.
    static let unreadable = Exchange()
}

/// A request whose headers are there, and what will come of it.
struct Reception {
    let head: RequestHead
    let exchange: Exchange
    let route: Result<Route, Refusal>
    var body: ByteBuffer?
    var length = 0
}

extension ConnectionHandler {
    /// Looks at what has come, until there is nothing more or something has to be waited for.
    func proceed(_ context: ChannelHandlerContext) {
        // Flushing may report a change of writability before it returns.
        guard !isProceeding else { return }
        isProceeding = true
        while canProceed, let arrival = arrivals.popFirst() {
            take(arrival, context)
            if output.readableBytes >= Self.mostOutput { flush(context) }
        }
        flush(context)
        isProceeding = false
        rest(context)
    }

    private static let mostOutput = 32 * 1024

    private var canProceed: Bool {
        switch phase {
        case .idle, .arriving, .receiving: isWritable
        case .answering, .lingering, .closed: false
        }
    }

    private func take(_ arrival: Arrival, _ context: ChannelHandlerContext) {
        switch arrival {
        case .whole(let request):
            requestsWaiting -= 1
            let route = responder.route(request.head)
            complete(
                Reception(head: request.head, exchange: Exchange(request), route: route, body: request.body),
                context
            )
        case .part(.head(let head)):
            begin(head, context)
        case .part(.body(let bytes)):
            receive(bytes, context)
        case .part(.end):
            requestsWaiting -= 1
            if case .receiving(let reception) = phase { complete(reception, context) }
        case .unreadable(let failure):
            refuse(exchangeUnderWay, failure, context)
        }
    }

    /// HEAD has no body in its answer, even when it is its own body that cannot be read.
    private var exchangeUnderWay: Exchange {
        guard case .receiving(let reception) = phase else { return .unreadable }
        return reception.exchange
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        if case .idle = phase { expire(in: limits.request, context) }
        let framing: Framing
        do throws(Failure) {
            framing = try Framing(head)
            guard (framing.announcedLength ?? 0) <= limits.body else { throw .payloadTooLarge }
        } catch {
            refuse(Exchange(head, keepsAlive: false), error, context)
            return
        }
        let exchange = Exchange(head, keepsAlive: framing.keepsAlive)
        let head = RequestHead(head)
        let reception = Reception(head: head, exchange: exchange, route: responder.route(head))
        if framing.expectsContinue {
            switch reception.route {
            case .success:
                output.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
            case .failure(let refusal):
                // The client waits with the body, and need not send it.
                end(exchange, with: responder.answer(refusal), context)
                return
            }
        }
        phase = .receiving(reception)
    }

    private func receive(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .receiving(var reception) = phase else { return }
        // One owner, so that appending does not copy.
        phase = .arriving
        reception.length += bytes.readableBytes
        guard reception.length <= limits.body else {
            refuse(reception.exchange, .payloadTooLarge, context)
            return
        }
        if case .success(let route) = reception.route, route.needsJSON {
            reception.body.setOrWriteImmutableBuffer(bytes)
        }
        phase = .receiving(reception)
    }

    private func complete(_ reception: Reception, _ context: ChannelHandlerContext) {
        switch reception.route {
        case .success(let route):
            respond(to: reception, by: route, context)
        case .failure(let refusal):
            answer(reception.exchange, with: responder.answer(refusal), context)
        }
    }

    private func respond(to reception: Reception, by route: Route, _ context: ChannelHandlerContext) {
        let head = reception.head
        let request = IncomingRequest(
            method: head.method,
            query: head.query,
            headers: head.headers,
            peer: peer,
            body: reception.body ?? ByteBuffer()
        )
        let span = CheckSpan(of: head, to: route, by: responder.tracer)
        do throws(Failure) {
            switch try route.respond(request) {
            case .now(let answer):
                self.answer(reception.exchange, with: answer, context)
                span?.end(answer)
            case .later(let work):
                begin(span?.around(work) ?? work, of: route, for: reception.exchange, context)
            }
        } catch {
            answer(reception.exchange, with: responder.answer(Refusal(error, of: route)), context)
        }
    }

    private func begin(
        _ work: @escaping @Sendable () async throws -> Answer,
        of route: Route,
        for exchange: Exchange,
        _ context: ChannelHandlerContext
    ) {
        if case .idle = phase { expire(in: limits.request, context) }
        exchanges += 1
        worksInProgress += 1
        let number = exchanges
        phase = .answering(exchange, number: number)
        let eventLoop = context.eventLoop
        let connection = NIOLoopBound((handler: self, context: context), eventLoop: eventLoop)
        let responder = responder
        // Never cancelled: a database connection whose task is cancelled has to be closed, and clients that hang up would
        // cost one each.
        Task {
            let answer: Answer
            do {
                answer = try await work()
            } catch {
                answer = responder.answer(Refusal(error, of: route))
            }
            eventLoop.execute {
                let (handler, context) = connection.value
                handler.finished(number, answer, context)
            }
        }
    }

    private func finished(_ number: UInt64, _ answer: Answer, _ context: ChannelHandlerContext) {
        worksInProgress -= 1
        switch phase {
        case .closed:
            connections.left(behind: -1)
        case .answering(let exchange, number: number):
            self.answer(exchange, with: answer, context)
            proceed(context)
        default:
            // It was given up, and answered without this.
            break
        }
    }

    /// The answer to a request that was read to its end.
    private func answer(_ exchange: Exchange, with answer: Answer, _ context: ChannelHandlerContext) {
        let isLast = (isStopping || isInputClosed) && requestsWaiting == 0
        guard exchange.keepsAlive, !isLast else {
            end(exchange, with: answer, context)
            return
        }
        let now = write(answer, exchange, closes: false)
        phase = .idle
        expire(in: limits.idle, from: now, context)
    }

    /// The answer to what was not read to its end, so that nothing can follow it.
    func refuse(_ exchange: Exchange, _ failure: Failure, _ context: ChannelHandlerContext) {
        end(exchange, with: responder.answer(Refusal(failure)), context)
    }

    private func end(_ exchange: Exchange, with answer: Answer, _ context: ChannelHandlerContext) {
        _ = write(answer, exchange, closes: true)
        linger(context)
    }

    /// - Returns: when it was written.
    private func write(_ answer: Answer, _ exchange: Exchange, closes: Bool) -> NIODeadline {
        date.update(responder.now())
        answer.write(
            into: &output,
            Answer.Circumstances(
                omitsBody: exchange.isHead,
                closes: closes,
                isOldVersion: exchange.isOldVersion,
                date: date.line
            )
        )
        let now = NIODeadline.now()
        responder.metrics.answered(answer, in: now - arrivedAt)
        return now
    }
}

extension Failure {
    static var payloadTooLarge: Failure {
        Failure(.payloadTooLarge, "The body is too large.")
    }
}
