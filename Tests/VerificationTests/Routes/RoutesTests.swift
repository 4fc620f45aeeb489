import Domain
import Postgres
import Store
import TestSupport
import Testing

@testable import Verification

@Suite("Routes", .timeLimit(.minutes(5)))
struct RoutesTests {
    @Test(
        "what is not a route is 404",
        arguments: [
            "/", "/v1", "/v1/verify/", "//v1/verify", "/v1//verify", "/V1/verify", "/v1/%76erify", "/livez/",
            "/v1/keys",
        ]
    )
    func refusesPaths(_ path: String) async throws {
        try await withListenerAlone { listener in
            for method in ["GET", "POST"] {
                let answer = try await listener.answer(to: "\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.status == 404)
                #expect(answer["content-type"] == "application/problem+json")
                #expect(answer["latchkey-request-id"] != nil)
            }
        }
    }

    @Test(
        "another method is 405, and says which are not",
        arguments: [
            ("GET", "/v1/verify", "POST"), ("OPTIONS", "/v1/verify", "POST"), ("PUT", "/v1/verify", "POST"),
            ("POST", "/livez", "GET, HEAD"), ("DELETE", "/readyz", "GET, HEAD"),
        ]
    )
    func refusesMethods(_ method: String, _ path: String, _ allowed: String) async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.answer(to: "\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.status == 405)
            #expect(answer["allow"] == allowed)
            #expect(answer.body.contains("METHOD_NOT_ALLOWED"))
        }
    }

    @Test("a problem keeps the connection, since the request was read to its end")
    func keepsConnection() async throws {
        try await withListenerAlone { listener in
            let client = try await listener.connect()
            for _ in 0..<3 {
                await client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
                let answer = try #require(try await client.answer())
                #expect(answer.status == 404)
                #expect(answer["connection"] == nil)
            }
            await client.close()
        }
    }

    @Test("HEAD is answered as GET is, without the body")
    func answersHead() async throws {
        try await withListenerAlone { listener in
            let client = try await listener.connect()
            await client.send("HEAD /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try #require(try await client.answer(toHead: true))
            await client.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            let get = try #require(try await client.answer())
            #expect(head.status == 200)
            #expect(get.body == #"{"status":"live"}"#)
            #expect(head["content-length"] == get["content-length"])
            await client.close()
        }
    }

    @Test("while the database is away it is alive and not ready")
    func isNotReady() async throws {
        try await withListenerAlone { listener in
            #expect(try await listener.answer(to: "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
            let answer = try await listener.answer(to: "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.status == 503)
            #expect(answer["retry-after"] == "1")
            #expect(answer["content-type"] == "application/problem+json")
        }
    }

    @Test("readiness is told within its deadline, whatever the database does")
    func tellsReadinessInTime() async throws {
        var limits = ListenerLimits()
        limits.readiness = .milliseconds(50)
        let pool = try unreachablePool()
        try await withListener(
            on: Database(pool: pool),
            peppers: .test,
            limits: limits,
            requireReady: { try await Task.sleep(for: .seconds(3600)) }
        ) { listener in
            let answer = try await listener.answer(to: "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.status == 503)
        }
        await pool.close()
    }

    @Test("a database at another schema is not ready, and the answer says what to do")
    func checksSchema() async throws {
        let request = "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n"
        try await withKeys { bench in
            #expect(try await bench.listener.answer(to: request).status == 200)
            try await bench.keyring.database.run("DELETE FROM schema_migrations WHERE version > 1")
            let answer = try await bench.listener.answer(to: request)
            #expect(answer.status == 503)
            #expect(answer.body.contains("latchkey migrate"))
        }
    }

    @Test("connections that the database lost are replaced")
    func recovers() async throws {
        try await withKeys { bench in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "VALID")
            try await bench.keyring.database.run(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            )
            try await eventually("a check is answered again") {
                let answer = try await bench.listener.verify(Asked(key: key.text))
                #expect(answer.status == 200 || answer.status == 503)
                return answer.verdict == "VALID"
            }
        }
    }

    @Test("where gateways have a token, only they may ask; whoever supervises need not")
    func asksForToken() async throws {
        let token = GatewayToken("a-long-shared-token")
        try await withListenerAlone(gatewayToken: token) { listener in
            let wrong = [
                "", "Latchkey-Gateway-Token: \r\n", "Latchkey-Gateway-Token: a-long-shared-tokem\r\n",
                "Latchkey-Gateway-Token: a-long-shared-token-\r\n", "Latchkey-Gateway-Token: a-long-shared-toke\r\n",
                "Latchkey-Gateway-Token: a-long-shared-tokena-long-shared-token\r\n",
                "Latchkey-Gateway-Token: a-long-shared-token\r\nLatchkey-Gateway-Token: a-long-shared-token\r\n",
            ]
            for header in wrong {
                let refused = try await listener.authorize("", "X-API-Key: x\r\n\(header)")
                #expect(refused.status == 401)
                #expect(refused["x-auth-code"] == "UNAUTHENTICATED")
                #expect(refused["www-authenticate"] != nil)
                #expect(refused.body.contains("Latchkey-Gateway-Token"))
                #expect(!refused.body.contains("a-long-shared"))
            }
            let admitted = try await listener.authorize(
                "",
                "X-API-Key: x\r\nlatchkey-gateway-token: a-long-shared-token\r\n"
            )
            #expect(admitted["x-auth-code"] == "MALFORMED")
            #expect(try await listener.answer(to: "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
        }
    }

    @Test("an empty token is none")
    func refusesEmptyToken() {
        #expect(GatewayToken("") == nil)
    }
}
