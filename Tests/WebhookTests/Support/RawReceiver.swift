import NIOCore
import NIOPosix

/// A server on loopback that says what it likes to whoever has sent it something.
struct RawReceiver: Sendable {
    let port: Int

    var url: String { "http://127.0.0.1:\(port)/hook" }

    enum Manner: Sendable {
        /// Says nothing, ever.
        case silent
        /// Says this, and then nothing, with the connection open.
        case says(String)
        /// Says the one, and then the other over and over.
        case repeats(String, after: String)
        /// Closes without a word.
        case closes
    }
}

/// Lends a receiver, and closes it afterwards.
func withReceiver<Result: Sendable>(
    _ manner: RawReceiver.Manner,
    _ body: @Sendable (RawReceiver) async throws -> Result
) async throws -> Result {
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(MannerHandler(manner))
            }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    do {
        let result = try await body(RawReceiver(port: channel.localAddress?.port ?? 0))
        try await channel.close()
        return result
    } catch {
        try? await channel.close()
        throw error
    }
}

private final class MannerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let manner: RawReceiver.Manner
    private var hasHeard = false

    init(_ manner: RawReceiver.Manner) { self.manner = manner }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasHeard else { return }
        hasHeard = true
        switch manner {
        case .silent: break
        case .closes: context.close(promise: nil)
        case .says(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .repeats(let text, let first):
            context.write(wrapOutboundOut(ByteBuffer(string: first)), promise: nil)
            Self.goOn(context.channel, with: ByteBuffer(string: text))
        }
    }

    private static func goOn(_ channel: any Channel, with text: ByteBuffer) {
        // Not at once, or the stack grows for as long as all of it can be written.
        channel.writeAndFlush(text).whenSuccess { channel.eventLoop.execute { goOn(channel, with: text) } }
    }
}
