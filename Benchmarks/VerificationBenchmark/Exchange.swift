import NIOCore
import NIOPosix

/// One request on a connection of its own.
enum Exchange {
    /// - Returns: the answer in full, head and body.
    static func answer(to request: String, port: Int) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var bytes: [UInt8] = []
            for try await chunk in inbound {
                bytes += chunk.readableBytesView
                if let end = end(of: bytes), bytes.count >= end { return bytes }
            }
            throw NotAnAnswer()
        }
    }

    /// Where an answer ends; nil before its head does.
    private static func end(of bytes: [UInt8]) -> Int? {
        guard let head = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let length = String(decoding: bytes[..<head.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
            .first { $0.lowercased().hasPrefix("content-length: ") }
            .flatMap { Int($0.dropFirst("content-length: ".count)) }
        return head.upperBound + (length ?? 0)
    }
}
