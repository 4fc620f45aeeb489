import Testing

@testable import Verification

@Suite("Deadlines", .timeLimit(.minutes(5)))
struct DeadlineTests {
    private static var short: ListenerLimits {
        var limits = ListenerLimits()
        limits.request = .milliseconds(150)
        return limits
    }

    @Test(
        "a request that is not there in full in time is 408, however steadily it drips",
        arguments: [
            "GET /echo HTTP/1.1\r\nHost: a\r\nX-Drip: ",
            "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{",
        ]
    )
    func endsDrippingRequests(_ start: String) async throws {
        try await withListenerAlone(limits: Self.short) { listener in
            let client = try await listener.connect()
            await client.send(start)
            let drip = Task {
                while !Task.isCancelled {
                    await client.send("x")
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            let answer = try #require(try await client.answer())
            drip.cancel()
            #expect(answer.status == 408)
            #expect(answer.body.contains("REQUEST_TIMEOUT"))
            #expect(answer["connection"] == "close")
            #expect(await client.isClosed())
        }
    }

    @Test("an answer that takes too long becomes a 503, and comes to nobody afterwards")
    func endsSlowAnswers() async throws {
        let gate = Gate()
        try await withListener(routes: [.gated(gate)], limits: Self.short) { listener in
            let client = try await listener.connect()
            await client.send("GET /gated HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try #require(try await client.answer())
            #expect(answer.status == 503)
            #expect(answer["retry-after"] == "1")
            gate.open()
            #expect(await client.isClosed())
        }
    }

    @Test("a connection on which nothing happens is closed without a word")
    func endsIdleConnections() async throws {
        var limits = ListenerLimits()
        limits.idle = .milliseconds(100)
        try await withListener(routes: [.echo], limits: limits) { listener in
            let silent = try await listener.connect()
            #expect(await silent.isClosed())
            let client = try await listener.connect()
            await client.send("GET /echo?x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer()?.body == "x")
            #expect(await client.isClosed())
        }
    }

    @Test("a client that does not hang up after its last answer is hung up on")
    func endsLingering() async throws {
        var limits = ListenerLimits()
        limits.linger = .milliseconds(100)
        limits.connections = 1
        try await withListener(routes: [.echo], limits: limits) { listener in
            let stubborn = try await listener.connect()
            await stubborn.send("GET /echo?1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await stubborn.answer()?.body == "1")
            // There is room for one: the next is accepted when the first is gone.
            let next = try await listener.answer(to: "GET /echo?2 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(next.body == "2")
        }
    }
}
