import NIOCore
import NIOPosix

/// A TCP connection on which a test writes whatever bytes it likes.
final class RawConnection {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received: [UInt8] = []

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    func send(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    /// Sends no more, but still reads.
    func finish() {
        outbound.finish()
    }

    /// The next answer; nil when the server closed the connection without one.
    func answer(toHead: Bool = false) async throws -> RawAnswer? {
        while true {
            if let (answer, length) = RawAnswer.parse(received, toHead: toHead) {
                received.removeFirst(length)
                return answer
            }
            guard let bytes = try await inbound.next(isolation: #isolation) else { return nil }
            received += bytes.readableBytesView
        }
    }

    /// Everything until the server closes the connection.
    func rest() async -> String {
        while let bytes = try? await inbound.next(isolation: #isolation) { received += bytes.readableBytesView }
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    static func with<Result: Sendable>(
        port: Int,
        reads: Bool = true,
        _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.so_rcvbuf), value: 64 * 1024)
            // A machine that builds meanwhile can keep an event loop waiting for longer than the 10 s that are usual.
            .connectTimeout(.seconds(60))
            .connect(to: SocketAddress(ipAddress: "127.0.0.1", port: port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(RawConnection(inbound, outbound))
        }
    }
}

struct RawAnswer: Equatable {
    var status: Int
    var headers: [String]
    var body: String

    /// All values of the field.
    func header(_ name: String) -> [String] {
        headers.filter { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    /// The first complete answer, and its length.
    static func parse(_ bytes: [UInt8], toHead: Bool) -> (RawAnswer, length: Int)? {
        let end = Array("\r\n\r\n".utf8)
        guard let headEnd = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
        var lines = String(decoding: bytes[..<headEnd], as: UTF8.self).components(separatedBy: "\r\n")
        let status = Int(lines.removeFirst().split(separator: " ")[1]) ?? 0
        var answer = RawAnswer(status: status, headers: lines, body: "")
        let length = toHead ? 0 : answer.header("Content-Length").first.flatMap { Int($0) } ?? 0
        let bodyStart = headEnd + end.count
        guard bytes.count >= bodyStart + length else { return nil }
        answer.body = String(decoding: bytes[bodyStart..<bodyStart + length], as: UTF8.self)
        return (answer, bodyStart + length)
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }
}
