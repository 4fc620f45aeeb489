import Foundation
import PromiseSupport
import Testing

@Suite("The fault proxy")
struct FaultProxyTests {
    @Test("passes on what is said, both ways")
    func pass() async throws {
        try await withProxy { proxy in
            let client = try Socket.connected(toPort: proxy.port, patience: 5000)
            try client.send(Array("hello".utf8))
            #expect(try client.receive() == Array("hello".utf8))
            #expect(proxy.counts.connections == 1 && proxy.counts.passed == 2)
        }
    }

    @Test("cuts every connection, closes new ones at once, and takes them again once it is over")
    func cut() async throws {
        try await withProxy { proxy in
            let client = try Socket.connected(toPort: proxy.port, patience: 5000)
            try client.send(Array("hello".utf8))
            _ = try client.receive()
            proxy.set(.cut)
            #expect(try isEnded(client))
            #expect(try isEnded(try Socket.connected(toPort: proxy.port, patience: 5000)))
            #expect(proxy.counts.cut == 1 && proxy.counts.refused == 1)
            proxy.set(.pass)
            let other = try Socket.connected(toPort: proxy.port, patience: 5000)
            try other.send(Array("again".utf8))
            #expect(try other.receive() == Array("again".utf8))
        }
    }

    @Test(
        "holds back what is said, in one direction or both, and delivers it late",
        arguments: [(true, true), (true, false), (false, true)]
    )
    func blackHole(toServer: Bool, toClient: Bool) async throws {
        try await withProxy { proxy in
            let client = try Socket.connected(toPort: proxy.port, patience: 300)
            try client.send(Array("a".utf8))
            _ = try client.receive()
            proxy.set(.blackHole(toServer: toServer, toClient: toClient))
            try client.send(Array("hello".utf8))
            #expect(throws: SocketError.self) { try client.receive() }
            #expect(proxy.counts.heldBack == 1)
            // One that was accepted meanwhile hears nothing either.
            let other = try Socket.connected(toPort: proxy.port, patience: 300)
            try other.send(Array("other".utf8))
            #expect(throws: SocketError.self) { try other.receive() }
            proxy.set(.pass)
            #expect(try client.receive() == Array("hello".utf8))
            #expect(try other.receive() == Array("other".utf8))
        }
    }

    @Test("tells the server of a client's end only when the hole is gone")
    func heldEnd() async throws {
        try await withProxy { proxy in
            let client = try Socket.connected(toPort: proxy.port, patience: 5000)
            proxy.set(.blackHole(toServer: true, toClient: false))
            try client.send(Array("late".utf8))
            client.endSending()
            proxy.set(.pass)
            #expect(try client.receive() == Array("late".utf8))
            #expect(try isEnded(client))
        }
    }

    @Test("delays what is said")
    func slow() async throws {
        try await withProxy { proxy in
            let client = try Socket.connected(toPort: proxy.port, patience: 5000)
            proxy.set(.slow(40))
            let started = Moment.now
            try client.send(Array("hello".utf8))
            #expect(try client.receive() == Array("hello".utf8))
            #expect(Moment.now - started >= 80)
            #expect(proxy.counts.delayed == 2)
        }
    }

    /// In front of a server that says back what it is told.
    private func withProxy(_ body: @escaping @Sendable (FaultProxy) throws -> Void) async throws {
        let path = "/tmp/latchkey-echo-\(UUID().uuidString.prefix(8))"
        let listener = try Socket.listening(onPath: path)
        Thread.detachNewThread {
            while let client = listener.accept() {
                Thread.detachNewThread {
                    while let bytes = try? client.receive(), !bytes.isEmpty { try? client.send(bytes) }
                    client.cut()
                }
            }
        }
        let proxy = try FaultProxy(to: path)
        defer {
            proxy.close()
            listener.cut()
            unlink(path)
        }
        try await onThread { try body(proxy) }
    }

    private func isEnded(_ socket: Socket) throws -> Bool {
        do { return try socket.receive().isEmpty } catch let error as SocketError { return error.code == ECONNRESET }
    }
}
