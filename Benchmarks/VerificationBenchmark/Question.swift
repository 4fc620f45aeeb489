import NIOCore
import NIOPosix

/// What a gateway asks about the benchmark's key.
struct Question: Sendable {
    let name: String
    let request: String

    /// As nginx asks.
    static func authorize(_ key: String) -> Question {
        Question(
            name: "authorize",
            request: """
                GET /v1/authorize?scope=orders:read&environment=LIVE HTTP/1.1\r
                Host: latchkey\r
                X-Forwarded-For: 192.0.2.1\r
                X-Original-URI: /orders/17\r
                User-Agent: orders/1.0\r
                Accept: application/json\r
                Authorization: Bearer \(key)\r
                \r\n
                """
        )
    }

    static func verify(_ key: String) -> Question {
        let body = "{\"key\":\"\(key)\",\"scopes\":[\"orders:read\"],\"ip\":\"192.0.2.1\",\"environment\":\"LIVE\"}"
        return Question(
            name: "verify",
            request: """
                POST /v1/verify HTTP/1.1\r
                Host: latchkey\r
                Content-Type: application/json\r
                Content-Length: \(body.utf8.count)\r
                \r
                \(body)
                """
        )
    }

    /// One answer, in full.
    func ask(port: Int) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
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
                if Self.isWhole(bytes) { break }
            }
            return bytes
        }
    }

    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return false }
        return bytes.count > end || !String(decoding: bytes, as: UTF8.self).contains("Content-Length:")
    }
}
