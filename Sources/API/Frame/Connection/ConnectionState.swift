import Domain
import HTTPTypes
import NIOCore
import NIOHTTP1

/// What one connection is doing. Pure: every event moves the state and returns what is to be done about it.
///
/// One request at a time: what arrives while one is being answered waits outside.
struct ConnectionState {
    private enum State {
        /// Between requests.
        case idle
        /// From a request's first byte; the head is there once it is complete.
        case receiving(RequestHead?, body: ByteBuffer)
        /// The request, or its refusal, is with whoever answers.
        case responding(Exchange)
        /// The head of the answer is sent, and its body follows piece by piece.
        case streaming(Exchange)
        /// The answer is on its way to the client.
        case writing(Exchange)
        /// All is said; the client is given time to read it.
        case lingering
        case closed
    }

    private struct Exchange {
        var isHead: Bool
        var isLast: Bool
    }

    enum Action {
        case schedule(Deadline)
        case unschedule
        case deliver(Incoming)
        case sendContinue
        /// Nothing follows in the body that was streamed.
        case sendEnd
        /// Without its body when the request was a HEAD.
        case send(Answer, isHead: Bool, isLast: Bool)
        /// Ready for the next request: go on with what waits, and read on.
        case resume
        case closeOutput
        case close
    }

    enum Deadline {
        case idle, request, answer, linger, lastCall
    }

    private let hosts: AllowedHosts
    private let mostBody: Int
    private var state = State.idle
    private var isQuiescing = false
    private var isInputClosed = false

    init(hosts: AllowedHosts, mostBody: Int) {
        self.hosts = hosts
        self.mostBody = mostBody
    }

    /// Whether the next part of a request can be taken in.
    var isReceptive: Bool {
        switch state {
        case .idle, .receiving, .lingering, .closed: true
        case .responding(let exchange), .streaming(let exchange), .writing(let exchange): exchange.isLast
        }
    }

    /// Whether to read from the socket.
    var readsOn: Bool {
        switch state {
        case .idle, .receiving, .lingering: true
        case .responding, .streaming, .writing, .closed: false
        }
    }
}

// MARK: What the client does

extension ConnectionState {
    mutating func connected() -> [Action] {
        [.schedule(.idle)]
    }

    mutating func bytesArrived() -> [Action] {
        guard case .idle = state else { return [] }
        state = .receiving(nil, body: ByteBuffer())
        return [.schedule(.request)]
    }

    mutating func received(_ part: HTTPServerRequestPart) -> [Action] {
        switch part {
        case .head(let head): return receivedHead(head)
        case .body(let bytes): return receivedBody(bytes)
        case .end: return receivedEnd()
        }
    }

    private mutating func receivedHead(_ head: HTTPRequestHead) -> [Action] {
        var actions: [Action] = []
        switch state {
        case .idle: actions = bytesArrived()
        case .receiving(nil, _): break
        case .receiving, .responding, .streaming, .writing, .lingering, .closed: return []
        }
        do throws(Failure) {
            let checked = try RequestHead(head, hosts: hosts, mostBody: mostBody)
            state = .receiving(checked, body: ByteBuffer())
            return actions + (checked.expectsContinue ? [.sendContinue] : [])
        } catch {
            return refuse(error, isHead: head.method == .HEAD)
        }
    }

    private mutating func receivedBody(_ bytes: ByteBuffer) -> [Action] {
        guard case .receiving(let head?, var body) = state else { return [] }
        guard body.readableBytes + bytes.readableBytes <= mostBody else {
            return refuse(.bodyTooLarge(mostBody), isHead: head.request.method == .head)
        }
        // Lets go of the state's copy, so that appending does not copy the whole.
        state = .idle
        body.writeImmutableBuffer(bytes)
        state = .receiving(head, body: body)
        return []
    }

    private mutating func receivedEnd() -> [Action] {
        guard case .receiving(let head?, let body) = state else { return [] }
        var request = head.request
        request.body = Array(body.readableBytesView)
        state = .responding(Exchange(isHead: request.method == .head, isLast: !head.isKeepAlive))
        return [.unschedule, .deliver(.success(request))]
    }

    mutating func receivedNoHTTP(_ error: HTTPParserError) -> [Action] {
        switch state {
        case .idle, .receiving: refuse(Self.failure(for: error), isHead: false)
        case .responding, .streaming, .writing, .lingering, .closed: []
        }
    }

    private static func failure(for error: HTTPParserError) -> Failure {
        switch error {
        case .headerOverflow: Failure(.headersTooLarge, "The request line or the header fields are too large.")
        case .invalidEOFState: Failure(.badRequest, "The request ended before it was complete.")
        default: Failure(.badRequest, "This is not valid HTTP/1.1.")
        }
    }

    /// The client sends no more, but may still read. Requests that came before are answered.
    mutating func inputClosed() -> [Action] {
        isInputClosed = true
        switch state {
        case .idle, .receiving, .lingering: return close()
        case .responding, .streaming, .writing, .closed: return []
        }
    }

    mutating func disconnected() -> [Action] {
        state = .closed
        return [.unschedule]
    }
}

// MARK: What we do

extension ConnectionState {
    mutating func answered(_ answer: Answer) -> [Action] {
        guard case .responding(var exchange) = state else { return [] }
        exchange.isLast = exchange.isLast || isQuiescing || answer.closes
        state = answer.stream != nil && !exchange.isHead ? .streaming(exchange) : .writing(exchange)
        return [.schedule(.answer), .send(answer, isHead: exchange.isHead, isLast: exchange.isLast)]
    }

    /// A piece of the body is about to be sent. The client has as long for each as for a whole answer; nil when there is nobody
    /// to take it any more.
    mutating func streamed() -> [Action]? {
        guard case .streaming = state else { return nil }
        return [.schedule(.answer)]
    }

    mutating func streamEnded() -> [Action] {
        guard case .streaming(let exchange) = state else { return [] }
        state = .writing(exchange)
        return [.schedule(.answer), .sendEnd]
    }

    mutating func written() -> [Action] {
        guard case .writing(let exchange) = state else { return [] }
        if isInputClosed { return close() }
        if exchange.isLast || isQuiescing {
            state = .lingering
            return [.schedule(.linger), .closeOutput, .resume]
        }
        state = .idle
        return [.schedule(.idle), .resume]
    }

    /// Shutting down: a request that has begun is still answered, and one may be on its way at this moment.
    mutating func quiesce() -> [Action] {
        isQuiescing = true
        guard case .idle = state else { return [] }
        return [.schedule(.lastCall)]
    }

    mutating func deadlinePassed() -> [Action] {
        switch state {
        case .idle, .streaming, .writing, .lingering:
            return close()
        case .receiving(let head, _):
            let failure = Failure(.requestTimeout, "The request took too long to arrive.")
            return refuse(failure, isHead: head?.request.method == .head)
        case .responding, .closed:
            return []
        }
    }

    private mutating func refuse(_ failure: Failure, isHead: Bool) -> [Action] {
        state = .responding(Exchange(isHead: isHead, isLast: true))
        return [.unschedule, .deliver(.failure(failure))]
    }

    private mutating func close() -> [Action] {
        state = .closed
        return [.unschedule, .close]
    }
}
