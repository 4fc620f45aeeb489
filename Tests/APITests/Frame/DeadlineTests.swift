import API
import Domain
import Testing

@Suite("Deadlines and shutting down", .timeLimit(.minutes(5)))
struct DeadlineTests {
    /// Only the deadline under test can pass.
    private static func limits(_ change: (inout Limits) -> Void) -> Limits {
        var limits = Limits()
        limits.request = .seconds(600)
        limits.answer = .seconds(600)
        limits.idle = .seconds(600)
        limits.linger = .milliseconds(100)
        limits.drain = .seconds(600)
        change(&limits)
        return limits
    }

    @Test(
        "a request that does not arrive whole in time is answered 408 and closed",
        arguments: [
            "G", "GET /v1/pub", "GET /v1/public HTTP/1.1\r\nHost: localhost\r\n", post("Content-Length: 9", "{"),
        ]
    )
    func slowRequest(part: String) async throws {
        try await TestServer.with(limits: Self.limits { $0.request = .milliseconds(100) }) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(part)
                let answer = try #require(try await connection.answer())
                try expectProblem(answer, 408, "REQUEST_TIMEOUT")
                #expect(try await connection.answer() == nil)
            }
        }
    }

    @Test(
        "dripping bytes gains no time",
        arguments: [
            "GET /v1/public HTTP/1.1\r\nHost: localhost\r\n"
                + String(repeating: "A: \(String(repeating: "a", count: 700))\r\n", count: 40),
            post("Content-Length: 60000", String(repeating: "a", count: 59000)),
            post("Transfer-Encoding: chunked", String(repeating: "1\r\na\r\n", count: 9000)),
        ]
    )
    func drip(request: String) async throws {
        try await TestServer.with(limits: Self.limits { $0.request = .milliseconds(100) }) { server in
            try await RawConnection.with(port: server.port) { connection in
                for byte in request.utf8 {
                    do { try await connection.send([byte]) } catch { break }
                }
                #expect(await connection.rest().hasPrefix("HTTP/1.1 408 "))
            }
        }
    }

    @Test("a second request on a connection has its own deadline, from its own first byte")
    func secondRequest() async throws {
        try await TestServer.with(limits: Self.limits { $0.request = .milliseconds(200) }) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(get("/v1/public"))
                #expect(try await connection.answer()?.status == 200)
                try await connection.send("GET /v1/pub")
                #expect(try await connection.answer()?.status == 408)
                #expect(try await connection.answer() == nil)
            }
        }
    }

    @Test(
        "a handler that takes too long is cancelled, answered 503 and its connection closed",
        arguments: [("GET", "UNAVAILABLE"), ("POST", "OUTCOME_UNKNOWN")]
    )
    func slowHandler(method: String, code: String) async throws {
        try await TestServer.with(limits: Self.limits { $0.handling = .milliseconds(100) }) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send("\(method) /v1/stuck HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let answer = try #require(try await connection.answer())
                try expectProblem(answer, 503, code)
                #expect(answer.header("Retry-After") == ["1"])
                #expect(answer.header("Connection") == ["close"])
                #expect(try await connection.answer() == nil)
            }
        }
    }

    @Test("so many connections are open at once, or a few more; the rest wait until one closes")
    func connections() async throws {
        let limits = Self.limits {
            $0.connections = 1
            $0.idle = .milliseconds(300)
        }
        try await TestServer.with(limits: limits) { server in
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await RawConnection.with(port: server.port) { connection in
                            try await connection.send(get("/v1/held"))
                            return try await connection.answer()?.status
                        }
                    }
                }
                await server.latch.arrivals(1)
                // Longer than it takes those that were accepted to arrive.
                let most = await server.latch.most(within: .milliseconds(500))
                #expect(most < 20)
                await server.latch.open()
                for try await status in group { #expect(status == 200) }
            }
        }
    }

    @Test("a silent connection is closed without an answer")
    func idle() async throws {
        try await TestServer.with(limits: Self.limits { $0.idle = .milliseconds(100) }) { server in
            try await RawConnection.with(port: server.port) { connection in
                #expect(await connection.rest() == "")
            }
        }
    }

    @Test("200 requests in flight are all answered when a shutdown begins, and no new one is accepted")
    func gracefulShutdown() async throws {
        try await TestServer.with(limits: Self.limits { _ in }) { server in
            try await withThrowingTaskGroup(of: RawAnswer?.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        try await RawConnection.with(port: server.port) { connection in
                            try await connection.send(get("/v1/held"))
                            let answer = try await connection.answer()
                            #expect(try await connection.answer() == nil)
                            return answer
                        }
                    }
                }
                await server.latch.arrivals(200)
                await server.beginShutdown()
                try await expectRefused(server.port)
                await server.latch.open()
                var answered = 0
                for try await answer in group {
                    #expect(answer?.body == "{\"held\":true}")
                    #expect(answer?.header("Connection") == ["close"])
                    answered += 1
                }
                #expect(answered == 200)
            }
        }
    }

    @Test("a request that has begun to arrive when a shutdown begins is still answered")
    func requestDuringShutdown() async throws {
        try await TestServer.with(limits: Self.limits { _ in }) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(
                    post("Content-Type: application/json\r\nContent-Length: 14\r\nExpect: 100-continue", "")
                )
                #expect(try await connection.answer()?.status == 100)
                await server.beginShutdown()
                try await expectRefused(server.port)
                try await connection.send("{\"name\":\"abc\"}")
                let answer = try await connection.answer()
                #expect(answer?.status == 201)
                #expect(answer?.header("Connection") == ["close"])
                #expect(try await connection.answer() == nil)
            }
        }
    }

    @Test("a shutdown closes idle connections at once")
    func idleAtShutdown() async throws {
        try await TestServer.with(limits: Self.limits { _ in }) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(get("/v1/public"))
                #expect(try await connection.answer()?.status == 200)
                await server.beginShutdown()
                #expect(await connection.rest() == "")
            }
        }
    }

    @Test(
        "a shutdown waits for a stuck request or a client that does not read no longer than it may",
        arguments: ["/v1/stuck", "/v1/large"]
    )
    func stuckAtShutdown(path: String) async throws {
        try await TestServer.with(limits: Self.limits { $0.drain = .milliseconds(200) }) { server in
            try await RawConnection.with(port: server.port, reads: false) { connection in
                try await connection.send(get(path))
                await server.latch.arrivals(1)
                await server.beginShutdown()
                try await server.stopped()
            }
        }
    }

    @Test("a request that is cut off when a shutdown has taken its time is answered 503")
    func cutOff() async throws {
        try await TestServer.with(limits: Self.limits { $0.drain = .milliseconds(200) }) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(get("/v1/stuck"))
                await server.latch.arrivals(1)
                await server.beginShutdown()
                try expectProblem(#require(try await connection.answer()), 503, "UNAVAILABLE")
                #expect(try await connection.answer() == nil)
            }
        }
    }

    @Test("connections that arrive while the listener closes are closed too")
    func arrivingAtShutdown() async throws {
        for _ in 0..<30 {
            try await TestServer.with(limits: Self.limits { _ in }) { server in
                await withTaskGroup { group in
                    for _ in 0..<8 {
                        group.addTask { try? await expectRefused(server.port) }
                    }
                    await server.beginShutdown()
                }
            }
        }
    }

    @Test(
        "a shutdown waits for a client that drips no longer than it may",
        arguments: [
            ("GET /v1/public HTTP/1.1\r\nHost: localhost\r\n", "A: b\r\n"),
            (post("Content-Length: 60000", ""), "a"),
            (post("Transfer-Encoding: chunked", ""), "1\r\na\r\n"),
        ]
    )
    func dripAtShutdown(start: String, drop: String) async throws {
        try await TestServer.with(limits: Self.limits { $0.drain = .milliseconds(200) }) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(start)
                for _ in 0..<10 { try await connection.send(drop) }
                await server.beginShutdown()
                for _ in 0..<20 { try? await connection.send(drop) }
                try await server.stopped()
            }
        }
    }

    @Test("a client that does not take its answer is closed")
    func slowReader() async throws {
        try await TestServer.with(limits: Self.limits { $0.answer = .milliseconds(200) }) { server in
            try await RawConnection.with(port: server.port, reads: false) { connection in
                try await connection.send(get("/v1/large"))
                await server.latch.arrivals(1)
                await server.beginShutdown()
                // Nothing but the deadline of the answer lets it end.
                try await server.stopped()
            }
        }
    }
}

/// Connects until that is refused: the signal may still be on its way to the listening socket.
private func expectRefused(_ port: Int) async throws {
    while true {
        do {
            try await RawConnection.with(port: port) { connection in _ = await connection.rest() }
        } catch {
            return
        }
    }
}
