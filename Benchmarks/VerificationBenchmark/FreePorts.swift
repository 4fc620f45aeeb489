import NIOCore
import NIOPosix

/// Ports of this machine that nobody listens on at this moment.
enum FreePorts {
    static func find(_ count: Int) async throws -> [Int] {
        var channels: [any Channel] = []
        for _ in 0..<count {
            channels.append(
                try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                    .bind(host: "127.0.0.1", port: 0).get()
            )
        }
        let ports = channels.compactMap { $0.localAddress?.port }
        for channel in channels { try await channel.close() }
        return ports
    }

    /// Until something answers there, at most so long.
    static func wait(for request: String, port: Int, _ patience: Duration = .seconds(60)) async throws {
        let deadline = ContinuousClock.now + patience
        while true {
            if let answer = try? await Exchange.answer(to: request, port: port),
                answer.starts(with: "HTTP/1.1 20".utf8)
            {
                return
            }
            guard ContinuousClock.now < deadline else { throw NotReady(port: port) }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

struct NotReady: Error {
    let port: Int
}
