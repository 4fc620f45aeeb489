import TestSupport
import Testing

@testable import Verification

@Suite("Connections", .timeLimit(.minutes(5)))
struct ConnectionsTests {
    @Test("so many connections are served at once; the next waits until one ends")
    func boundsConnections() async throws {
        let gate = Gate()
        var limits = ListenerLimits()
        limits.connections = 3
        try await withListener(routes: [.gated(gate)], limits: limits) { listener in
            let request = "GET /gated?x HTTP/1.1\r\nHost: a\r\n\r\n"
            var clients: [RawClient] = []
            for _ in 0..<4 {
                let client = try await listener.connect()
                await client.send(request)
                clients.append(client)
            }
            try await eventually("three are served") { gate.arrived == 3 }
            gate.open()
            for client in clients.prefix(3) {
                #expect(try await client.answer()?.status == 200)
            }
            #expect(gate.arrived == 3)
            await clients[0].close()
            #expect(try await clients[3].answer()?.status == 200)
        }
    }

    @Test("what clients leave behind by hanging up counts against the bound")
    func boundsAbandonedWork() async throws {
        let gate = Gate()
        var limits = ListenerLimits()
        limits.connections = 2
        try await withListener(routes: [.gated(gate), .echo], limits: limits) { listener in
            for arrived in 1...2 {
                let client = try await listener.connect()
                await client.send("GET /gated HTTP/1.1\r\nHost: a\r\n\r\n")
                try await eventually("its request arrives") { gate.arrived == arrived }
                await client.close()
            }
            let client = try await listener.connect()
            await client.send("GET /echo?x HTTP/1.1\r\nHost: a\r\n\r\n")
            gate.open()
            #expect(try await client.answer()?.body == "x")
        }
    }
}
