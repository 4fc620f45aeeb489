import Foundation
import Synchronization

/// Stands between an instance and its database, and breaks what lies between them on demand.
///
/// What is held back is delivered when the fault ends, as by a network that was only interrupted: late messages are the
/// hardest ones.
package final class FaultProxy: Sendable {
    package enum Direction: Sendable {
        case toServer, toClient
    }

    package enum Mode: Equatable, Sendable {
        case pass
        /// All connections are closed, and new ones at once.
        case cut
        /// Connections stay open, and new ones are accepted, but nothing passes in these directions.
        case blackHole(toServer: Bool, toClient: Bool)
        /// Everything comes late by this many milliseconds.
        case slow(Int)
    }

    package struct Counts: Equatable, Sendable {
        package var connections = 0
        package var refused = 0
        package var cut = 0
        package var heldBack = 0
        package var delayed = 0
        package var passed = 0
    }

    package let port: Int
    private let server: String
    private let listener: Socket
    private let gate = Gate()
    private let links = Mutex<[ObjectIdentifier: Link]>([:])

    private final class Link: Sendable {
        let client: Socket
        let server: Socket
        private let open = Atomic(2)

        init(client: Socket, server: Socket) {
            self.client = client
            self.server = server
        }

        func cut() {
            client.cut()
            server.cut()
        }

        /// Whether the other direction has ended too.
        func endDirection() -> Bool {
            open.subtract(1, ordering: .relaxed).newValue == 0
        }
    }

    /// - Parameter server: the path of the server's socket.
    package init(to server: String) throws {
        self.server = server
        listener = try Socket.listening()
        port = listener.port
        Thread.detachNewThread { self.accept() }
    }

    package var counts: Counts { gate.counts }

    package func set(_ mode: Mode) {
        gate.set(mode)
        if mode == .cut { cutAll() }
    }

    /// For good.
    package func close() {
        gate.set(.cut)
        listener.cut()
        cutAll()
    }

    private func cutAll() {
        let open = links.withLock { links in
            defer { links = [:] }
            return Array(links.values)
        }
        gate.count { $0.cut += open.count }
        for link in open { link.cut() }
    }

    private func accept() {
        while let client = listener.accept() {
            guard gate.mode != .cut, let server = try? Socket.connected(toPath: server) else {
                gate.count { $0.refused += 1 }
                client.cut()
                continue
            }
            let link = Link(client: client, server: server)
            links.withLock { $0[ObjectIdentifier(link)] = link }
            gate.count { $0.connections += 1 }
            // It may have been cut since we looked.
            if gate.mode == .cut { cutAll() }
            Thread.detachNewThread { self.carry(.toServer, from: client, to: server, of: link) }
            Thread.detachNewThread { self.carry(.toClient, from: server, to: client, of: link) }
        }
    }

    private func carry(_ direction: Direction, from source: Socket, to sink: Socket, of link: Link) {
        do {
            while true {
                let bytes = try source.receive()
                // The end, too, is news that a hole swallows.
                gate.pass(direction)
                guard !bytes.isEmpty else { break }
                try sink.send(bytes)
            }
            sink.endSending()
        } catch {
            gate.pass(direction)
            link.cut()
        }
        if link.endDirection() { links.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(link)) } }
    }
}

/// Where what passes waits while it may not.
private final class Gate: Sendable {
    private let condition = NSCondition()
    private let state = Mutex((mode: FaultProxy.Mode.pass, counts: FaultProxy.Counts()))

    var mode: FaultProxy.Mode { state.withLock(\.mode) }
    var counts: FaultProxy.Counts { state.withLock(\.counts) }

    func set(_ mode: FaultProxy.Mode) {
        condition.lock()
        state.withLock { $0.mode = mode }
        condition.broadcast()
        condition.unlock()
    }

    func count(_ change: (inout FaultProxy.Counts) -> Void) {
        state.withLock { change(&$0.counts) }
    }

    func pass(_ direction: FaultProxy.Direction) {
        if case .slow(let milliseconds) = mode {
            count { $0.delayed += 1 }
            pause(milliseconds: milliseconds)
        }
        condition.lock()
        defer { condition.unlock() }
        var isHeld = false
        while mode.holds(direction) {
            if !isHeld { count { $0.heldBack += 1 } }
            isHeld = true
            condition.wait()
        }
        count { $0.passed += 1 }
    }
}

extension FaultProxy.Mode {
    /// Whether nothing can be asked and answered any more.
    var isolates: Bool {
        switch self {
        case .pass, .slow: false
        case .cut: true
        case .blackHole(let toServer, let toClient): toServer || toClient
        }
    }

    fileprivate func holds(_ direction: FaultProxy.Direction) -> Bool {
        guard case .blackHole(let toServer, let toClient) = self else { return false }
        return direction == .toServer ? toServer : toClient
    }
}
