internal import NIOCore
internal import Synchronization

/// All open connections, and what those that were closed left behind: together they are bounded.
final class Connections: Sendable {
    private struct State {
        var open: [ObjectIdentifier: any Channel] = [:]
        /// Answers still being worked on for connections that are closed.
        var leftBehind = 0
        var isStopping = false
        var roomWaiter: (@Sendable () -> Void)?
        var endWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let most: Int
    private let state = Mutex(State())

    init(most: Int) {
        self.most = most
    }

    /// Open now.
    var count: Int { state.withLock { $0.open.count } }

    var areStopping: Bool { state.withLock { $0.isStopping } }

    /// Whether one more may be opened; if not, `whenThereIs` is called once, when one may.
    func hasRoom(orElse whenThereIs: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            if state.open.count + state.leftBehind < most { return true }
            state.roomWaiter = whenThereIs
            return false
        }
    }

    func opened(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        state.withLock { $0.open[id] = channel }
        channel.closeFuture.whenComplete { _ in self.closed(id) }
    }

    private func closed(_ id: ObjectIdentifier) {
        let ended = state.withLock { state in
            state.open[id] = nil
            guard state.open.isEmpty else { return [CheckedContinuation<Void, Never>]() }
            defer { state.endWaiters = [] }
            return state.endWaiters
        }
        ended.forEach { $0.resume() }
        tellOfRoom()
    }

    /// So many answers more (or, when they are done, fewer) are worked on for connections that are closed.
    func left(behind count: Int) {
        guard count != 0 else { return }
        state.withLock { $0.leftBehind += count }
        tellOfRoom()
    }

    private func tellOfRoom() {
        let waiter = state.withLock { state in
            guard state.open.count + state.leftBehind < most else { return nil as (@Sendable () -> Void)? }
            defer { state.roomWaiter = nil }
            return state.roomWaiter
        }
        waiter?()
    }

    /// Each may answer what it has begun, and then closes.
    func stop() {
        let open = state.withLock { state in
            state.isStopping = true
            return Array(state.open.values)
        }
        for channel in open {
            channel.pipeline.fireUserInboundEventTriggered(StopConnections())
        }
    }

    func cut() {
        let open = state.withLock { Array($0.open.values) }
        for channel in open {
            channel.close(promise: nil)
        }
    }

    /// Returns when none is open.
    func end() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.open.isEmpty { state.endWaiters.append(continuation) }
                return state.open.isEmpty
            }
            if isOver { continuation.resume() }
        }
    }
}

/// On the listening socket: accepts a connection only when there is room for it. The rest wait in the kernel.
final class AcceptGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    private let connections: Connections

    init(_ connections: Connections) {
        self.connections = connections
    }

    func read(context: ChannelHandlerContext) {
        let channel = context.channel
        if connections.hasRoom(orElse: { channel.read() }) {
            context.read()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connections.opened(unwrapInboundIn(data))
        context.fireChannelRead(data)
    }
}
