import NIOCore
import NIOPosix
import Synchronization

/// Keeps a fixed number of connections busy with one request at a time each.
struct Load: Sendable {
    let request: String
    /// Bytes of each answer: they are counted, not read.
    let answerLength: Int
    let connections: Int

    /// Answers a second.
    func run(_ address: SocketAddress, _ duration: Duration) async throws -> Double {
        let answers = Count()
        var channels: [any Channel] = []
        for _ in 0..<connections {
            channels.append(try await connect(to: address, answers))
        }
        let start = ContinuousClock.now
        for channel in channels {
            channel.writeAndFlush(ByteBuffer(string: request), promise: nil)
        }
        try await Task.sleep(for: duration)
        let answered = answers.value
        let elapsed = ContinuousClock.now - start
        for channel in channels {
            try await channel.close()
        }
        return Double(answered) / (elapsed / .seconds(1))
    }

    private func connect(to address: SocketAddress, _ answers: Count) async throws -> any Channel {
        let request = ByteBuffer(string: request)
        let answerLength = answerLength
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Client(request, answerLength: answerLength, answers))
                }
            }
            .connect(to: address).get()
    }

    /// One answer to the request, in full.
    static func sample(_ address: SocketAddress, _ request: String) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request.replacing("Host:", with: "Connection: close\r\nHost:")))
            var bytes: [UInt8] = []
            for try await chunk in inbound { bytes += chunk.readableBytesView }
            guard String(decoding: bytes, as: UTF8.self).contains("\"VALID\"") else { throw NotAnAnswer() }
            return Array(String(decoding: bytes, as: UTF8.self).replacing("\r\nConnection: close", with: "").utf8)
        }
    }
}

private final class Client: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let request: ByteBuffer
    private let answerLength: Int
    private var missing: Int
    private let answers: Count

    init(_ request: ByteBuffer, answerLength: Int, _ answers: Count) {
        self.request = request
        self.answerLength = answerLength
        self.answers = answers
        missing = answerLength
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        missing -= unwrapInboundIn(data).readableBytes
        guard missing <= 0 else { return }
        missing = answerLength
        answers.increment()
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }
}

/// Answers on all connections.
private final class Count: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func increment() {
        count.add(1, ordering: .relaxed)
    }
}
