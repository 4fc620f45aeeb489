import TestSupport
import Testing

@testable import Verification

@Suite("Graceful shutdown", .timeLimit(.minutes(5)))
struct ShutdownTests {
    @Test("what was asked is answered, with the request to close")
    func answersWhatIsInFlight() async throws {
        let gate = Gate()
        try await withListener(routes: [.gated(gate)]) { listener in
            let client = try await listener.connect()
            await client.send(String(repeating: "GET /gated?x HTTP/1.1\r\nHost: a\r\n\r\n", count: 3))
            try await eventually("the first request arrives") { gate.arrived == 1 }
            await listener.stop()
            try await eventually("nobody new is let in") {
                guard let late = try? await listener.connect() else { return true }
                await late.close()
                return false
            }
            gate.open()
            #expect(try await client.answer()?["connection"] == nil)
            #expect(try await client.answer()?["connection"] == nil)
            let last = try #require(try await client.answer())
            #expect(last.body == "x")
            #expect(last["connection"] == "close")
            #expect(await client.isClosed())
        }
    }

    @Test("under load no request is lost")
    func losesNothing() async throws {
        let sent = Counter()
        let lost = Counter()
        try await withListener(routes: [.slowEcho]) { listener in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        guard let client = try? await listener.connect() else { return }
                        while true {
                            sent.increment()
                            await client.send("GET /slow?x HTTP/1.1\r\nHost: a\r\n\r\n")
                            guard let answer = try? await client.answer(), answer.body == "x" else {
                                lost.increment()
                                return
                            }
                            if answer["connection"] == "close" { return }
                        }
                    }
                }
                try? await eventually("there is load") { sent.count > 2000 }
                await listener.stop()
            }
        }
        #expect(sent.count > 2000)
        #expect(lost.count == 0)
    }

    @Test("clients that are stuck do not hold it up beyond its limit")
    func endsInTime() async throws {
        let gate = Gate()
        var limits = ListenerLimits.patient
        limits.shutdown = .milliseconds(300)
        let start = ContinuousClock.now
        try await withListener(routes: [.gated(gate), .bulk(1_000_000)], limits: limits) { listener in
            let halfSent = try await listener.connect()
            await halfSent.send("POST /gated HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx")
            let deaf = try await listener.connect()
            try await deaf.stopReading()
            await deaf.send(String(repeating: "GET /bulk HTTP/1.1\r\nHost: a\r\n\r\n", count: 50))
            let waiting = try await listener.connect()
            await waiting.send("GET /gated HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("a request is stuck") { gate.arrived == 1 }
        }
        gate.open()
        // The requests' own limits are ten minutes.
        #expect(ContinuousClock.now - start < .seconds(120))
    }
}
