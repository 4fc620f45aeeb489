import Testing

@testable import Postgres

@Suite("Listening", .serialized)
struct ListenerTests {
    @Test("a listener hears what is notified, on odd channels too, and nothing after it was cancelled")
    func notifications() async throws {
        let server = try await Server.shared()
        let configuration = try server.configuration()
        var events = Listener(configuration: configuration, channels: ["a", "odd \"Channel\""], logger: quietLogger)
            .makeAsyncIterator()
        #expect(await events.next() == .connected)
        let pool = try server.pool()
        try await pool.withTransaction { tx in
            tx.send("SELECT pg_notify('a', \("one"))")
            tx.send("SELECT pg_notify(\("odd \"Channel\""), 'two')")
            tx.send("SELECT pg_notify('not listened to', 'three')")
            tx.send("SELECT pg_notify('a', \("é"))")
        }
        #expect(await events.next() == .notification(channel: "a", payload: "one"))
        #expect(await events.next() == .notification(channel: "odd \"Channel\"", payload: "two"))
        #expect(await events.next() == .notification(channel: "a", payload: "é"))
        await pool.close()
    }

    @Test("cancelling the task ends the sequence")
    func cancellation() async throws {
        let server = try await Server.shared()
        let listener = Listener(configuration: try server.configuration(), channels: ["b"], logger: quietLogger)
        let (connected, connect) = AsyncStream<Void>.makeStream()
        let task = Task {
            var count = 0
            for await event in listener {
                count += 1
                if event == .connected { connect.yield() }
            }
            return count
        }
        for await _ in connected { break }
        task.cancel()
        #expect(await task.value == 1)
    }

    @Test(
        "a listener survives restarts of its server, and says each time that it is connected",
        arguments: [Server.Way.fast, .kill]
    )
    func restart(way: Server.Way) async throws {
        let server = try await Server.start()
        let listener = Listener(configuration: try server.configuration(), channels: ["c"], logger: quietLogger)
        var events = listener.makeAsyncIterator()
        #expect(await events.next() == .connected)
        try await server.stop(way)
        try await server.start()
        #expect(await events.next() == .connected)
        try await server.execute("SELECT pg_notify('c', 'again')")
        #expect(await events.next() == .notification(channel: "c", payload: "again"))
        try await server.stop(.immediate)
    }

    @Test("a listener notices that its silent server is stalled")
    func stalled() async throws {
        let server = try await Server.start()
        let configuration = try server.configuration {
            $0.heartbeat = .milliseconds(200)
            $0.connectTimeout = .seconds(1)
        }
        // It pauses after having given up the connection; only then may the server go on.
        let clock = PoolClock(now: { .now }, sleep: { _ in server.resume() }, jitter: { 0 })
        let listener = Listener(configuration: configuration, channels: ["d"], logger: quietLogger, clock: clock)
        var events = listener.makeAsyncIterator()
        #expect(await events.next() == .connected)
        server.stall()
        #expect(await events.next() == .connected)
        try await server.stop(.immediate)
    }
}
