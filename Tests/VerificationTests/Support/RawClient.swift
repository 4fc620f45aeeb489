import NIOCore
import NIOPosix
import Synchronization

/// An answer as it came over the wire.
struct RawAnswer: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [(name: String, value: String)]
    let body: String

    subscript(name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// A connection on which a test says exactly which bytes are sent.
final class RawClient: Sendable {
    private let channel: any Channel
    private let received: Received

    private init(_ channel: any Channel, _ received: Received) {
        self.channel = channel
        self.received = received
    }

    static func connect(to address: SocketAddress) async throws -> RawClient {
        let received = Received()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(received))
                }
            }
            .connect(to: address).get()
        return RawClient(channel, received)
    }

    /// Fails silently when the server has closed: what it answered then is the test's matter.
    func send(_ text: String) async {
        try? await channel.writeAndFlush(ByteBuffer(string: text))
    }

    func send(_ bytes: [UInt8]) async {
        try? await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Sends no more, and still listens.
    func finishSending() async {
        try? await channel.close(mode: .output)
    }

    func close() async {
        try? await channel.close()
    }

    /// Does not read from the socket from now on.
    func stopReading() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    /// The next answer; nil when the connection ends before it.
    func answer(toHead isHead: Bool = false) async throws -> RawAnswer? {
        while true {
            if let answer = try received.take({ try Self.takeAnswer(&$0, isHead) }) { return answer }
            guard await received.more() else { return nil }
        }
    }

    /// Whether the server ended the connection with nothing more to say.
    func isClosed() async -> Bool {
        await rest().isEmpty
    }

    /// All that the server says until it ends the connection.
    func rest() async -> String {
        while await received.more() {}
        return received.take { String(decoding: $0, as: UTF8.self) }
    }

    private static func takeAnswer(_ received: inout [UInt8], _ isHead: Bool) throws -> RawAnswer? {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3))
        else {
            throw NotHTTP(text: String(decoding: received, as: UTF8.self))
        }
        let headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (name: line[..<colon].lowercased(), value: String(line[colon...].dropFirst(2)))
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        let bodyEnd = end.upperBound + (isHead ? 0 : length)
        guard received.count >= bodyEnd else { return nil }
        let body = String(decoding: received[end.upperBound..<bodyEnd], as: UTF8.self)
        received.removeFirst(bodyEnd)
        return RawAnswer(status: status, headers: headers, body: body)
    }
}

struct NotHTTP: Error {
    let text: String
}

/// What has come and was not yet taken.
private final class Received: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var hasNews = false
        var isAtEnd = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func take<Result>(_ body: (inout [UInt8]) throws -> Result) rethrows -> Result {
        try state.withLock { try body(&$0.bytes) }
    }

    /// Waits for more; false when there will be none.
    func more() async -> Bool {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                let isReady = state.hasNews || state.isAtEnd
                if !isReady { state.waiter = continuation }
                return isReady
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { state in
            defer { state.hasNews = false }
            return state.hasNews
        }
    }

    func append(_ bytes: ByteBufferView) {
        change { state in
            state.bytes += bytes
            state.hasNews = true
        }
    }

    func end() {
        change { $0.isAtEnd = true }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiter = state.withLock { state in
            body(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let received: Received

    init(_ received: Received) {
        self.received = received
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.append(unwrapInboundIn(data).readableBytesView)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { received.end() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        received.end()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        received.end()
        context.close(promise: nil)
    }
}
