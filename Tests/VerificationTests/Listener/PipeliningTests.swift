import TestSupport
import Testing

@testable import Verification

@Suite("Pipelining", .timeLimit(.minutes(5)))
struct PipeliningTests {
    @Test("200 requests sent at once are answered in their order")
    func keepsOrder() async throws {
        try await withListener(routes: [.echo, .slowEcho]) { listener in
            let client = try await listener.connect()
            let requests = (0..<200).map { number in
                "GET \(number.isMultiple(of: 3) ? "/echo" : "/slow")?\(number) HTTP/1.1\r\nHost: a\r\n\r\n"
            }
            await client.send(requests.joined())
            for number in 0..<200 {
                #expect(try await client.answer()?.body == "\(number)")
            }
        }
    }

    @Test("a connection's next request waits for the answer to the one before")
    func answersOneAtATime() async throws {
        let gate = Gate()
        try await withListener(routes: [.gated(gate)]) { listener in
            let client = try await listener.connect()
            await client.send(String(repeating: "GET /gated?x HTTP/1.1\r\nHost: a\r\n\r\n", count: 3))
            try await eventually("the first request arrives") { gate.arrived == 1 }
            let other = try await listener.connect()
            await other.send("GET /gated?y HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("another connection's request arrives") { gate.arrived == 2 }
            #expect(gate.arrived == 2)
            gate.open()
            for _ in 0..<3 {
                #expect(try await client.answer()?.body == "x")
            }
            #expect(gate.arrived == 4)
        }
    }

    @Test("a client that ends its side first still gets all answers")
    func answersHalfClosed() async throws {
        try await withListener(routes: [.slowEcho]) { listener in
            let client = try await listener.connect()
            await client.send(
                (0..<20).map { "GET /slow?\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
            )
            await client.finishSending()
            for number in 0..<20 {
                #expect(try await client.answer()?.body == "\(number)")
            }
            #expect(await client.isClosed())
        }
    }

    @Test("a request that comes byte by byte is answered like any other")
    func readsBytes() async throws {
        try await withListener(routes: [.echo]) { listener in
            let client = try await listener.connect()
            for byte in Array("GET /echo?slow HTTP/1.1\r\nHost: a\r\n\r\n".utf8) {
                await client.send([byte])
            }
            #expect(try await client.answer()?.body == "slow")
        }
    }

    @Test("whoever does not read its answers is not read either, and is cut off in the end")
    func holdsBackSlowReaders() async throws {
        var limits = ListenerLimits()
        limits.request = .milliseconds(300)
        limits.connections = 1
        try await withListener(routes: [.bulk(100_000)], limits: limits) { listener in
            let client = try await listener.connect()
            try await client.stopReading()
            let request = "GET /bulk HTTP/1.1\r\nHost: a\r\n\r\n"
            // Far more than kernel buffers hold: 2,000 answers of 100 kB.
            await client.send(String(repeating: request, count: 2000))
            // There is room for one: the next is accepted when the first is cut.
            let other = try await listener.answer(to: request)
            #expect(other.body.utf8.count == 100_000)
        }
    }
}
