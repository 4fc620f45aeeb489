import NIOCore
package import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on loopback whose answers a test makes up.
package final class StubServer: Sendable {
    package struct Request: Sendable {
        package let method: String
        /// With the query.
        package let path: String
        package let host: String?
        package let authorization: String?
        package let headers: HTTPHeaders
        package let body: String
    }

    package struct Answer: Sendable {
        package let status: Int
        package let headers: [(String, String)]
        package let body: String

        package init(status: Int = 200, headers: [(String, String)] = [], body: String) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    /// Nil answers nothing, ever.
    package typealias Respond = @Sendable (Request) async -> Answer?

    package let port: Int
    private let received: Mutex<[Request]>

    fileprivate init(port: Int, received: consuming [Request] = []) {
        self.port = port
        self.received = Mutex(received)
    }

    package var url: String { "http://127.0.0.1:\(port)" }

    /// All that it was asked, in their order.
    package var requests: [Request] { received.withLock { $0 } }

    fileprivate func note(_ request: Request) { received.withLock { $0.append(request) } }
}

/// Counts across tasks.
package final class Counter: Sendable {
    private let count = Mutex(0)

    package init() {}

    package func increment() { count.withLock { $0 += 1 } }

    package var value: Int { count.withLock { $0 } }
}

/// Lends a server, and closes it afterwards.
package func withStubServer<Result: Sendable>(
    _ respond: @escaping StubServer.Respond,
    body: @Sendable (StubServer) async throws -> Result
) async throws -> Result {
    let box = ServerBox()
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                try channel.pipeline.syncOperations.addHandler(StubHandler(box: box, respond: respond))
            }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    let server = StubServer(port: channel.localAddress?.port ?? 0)
    box.set(server)
    do {
        let result = try await body(server)
        try await channel.close()
        return result
    } catch {
        try? await channel.close()
        throw error
    }
}

/// The server is known once its port is.
private final class ServerBox: Sendable {
    private let server = Mutex<StubServer?>(nil)

    func set(_ server: StubServer) { self.server.withLock { $0 = server } }

    func note(_ request: StubServer.Request) { server.withLock { $0 }?.note(request) }
}

private final class StubHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let box: ServerBox
    private let respond: StubServer.Respond
    private var head: HTTPRequestHead?
    private var body = ""

    init(box: ServerBox, respond: @escaping StubServer.Respond) {
        self.box = box
        self.respond = respond
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, "")
        case .body(let buffer): body += String(buffer: buffer)
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head else { return }
        let request = StubServer.Request(
            method: head.method.rawValue,
            path: head.uri,
            host: head.headers.first(name: "Host"),
            authorization: head.headers.first(name: "Authorization"),
            headers: head.headers,
            body: body
        )
        box.note(request)
        let (channel, respond) = (context.channel, respond)
        let answered = channel.eventLoop.makeFutureWithTask { await respond(request) }
        answered.whenSuccess { $0?.write(to: channel) }
    }
}

extension StubServer.Answer {
    fileprivate func write(to channel: any Channel) {
        var headers = HTTPHeaders(headers)
        headers.replaceOrAdd(name: "Content-Length", value: "\(body.utf8.count)")
        let status = HTTPResponseStatus(statusCode: status)
        let answerHead = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        channel.write(HTTPServerResponsePart.head(answerHead), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: body))), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }
}
