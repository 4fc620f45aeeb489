import Domain
import NIOHTTP1
import Operations
import TestSupport
import Testing

@Suite("What receivers of webhooks get", .timeLimit(.minutes(2)))
struct MessageTests {
    @Test("is signed as Standard Webhooks has it, by both secrets while one is replaced, and says who sends")
    func signatures() async throws {
        try await withStubServer { _ in
            StubServer.Answer(body: "")
        } body: { server in
            try await withWorker { stage in
                let (id, secret) = try await stage.listen(at: server.url + "/hook?of=ours")
                try await stage.change()
                try await eventually("it came") { server.requests.count == 1 }
                let rotated = try await RotateWebhookSecret(platform: stage.platform.operations)(
                    id,
                    { WebhookSecretRotation(graceSeconds: 3600) },
                    in: stage.tenant,
                    call: stage.call
                )
                guard case .string(let newer)? = try rotated.outcome.body["secret"] else { throw CancellationError() }
                try await stage.change()
                try await eventually("the second came") { server.requests.count == 2 }
                for (request, secrets) in zip(server.requests, [[secret], [newer, secret]]) {
                    #expect(request.path == "/hook?of=ours" && request.method == "POST")
                    #expect(request.headers["content-type"] == ["application/json"])
                    #expect(request.headers["user-agent"] == ["Latchkey/test"])
                    let signatures = request.headers["webhook-signature"].joined()
                    #expect(signatures.split(separator: " ").count == secrets.count)
                    for secret in secrets { try await verify(request, by: secret) }
                }
                #expect(Set(server.requests.map { $0.headers["webhook-id"] }).count == 2)
            }
        }
    }

    /// By the receivers' own library.
    private func verify(_ request: StubServer.Request, by secret: String) async throws {
        let headers = ["webhook-id", "webhook-timestamp", "webhook-signature"].map { name in
            JSON.Member(name, .string(request.headers[name].joined()))
        }
        let input: JSON = ["secret": .string(secret), "body": .string(request.body), "headers": .object(headers)]
        try await ContractTools.run("python", ["webhooks.py"], input: input.encoded())
    }

    @Test("is the same each time it is sent: its id and its body, with a new time and signature")
    func again() async throws {
        let clock = TestClock(try #require(Instant(rfc3339: "2027-01-15T12:00:00Z")))
        let isWell = Flag()
        try await withStubServer { _ in
            StubServer.Answer(status: isWell.isUp ? 204 : 503, body: "")
        } body: { server in
            try await withWorker(clock: clock) { stage in
                try await stage.listen(at: server.url)
                try await stage.change()
                try await eventually("it failed") { try await stage.outcomes()[server.url] == ["HTTP_ERROR"] }
                isWell.raise()
                clock.advance(by: .seconds(10))
                try await eventually("it was taken") {
                    try await stage.outcomes()[server.url] == ["HTTP_ERROR", "DELIVERED"]
                }
                let requests = server.requests
                #expect(requests.count == 2 && requests[0].body == requests[1].body)
                #expect(requests[0].headers["webhook-id"] == requests[1].headers["webhook-id"])
                #expect(requests[0].headers["webhook-timestamp"] != requests[1].headers["webhook-timestamp"])
                let events = try await stage.strings("SELECT body FROM outbox")
                #expect(events == [requests[0].body])
                #expect(try await stage.strings("SELECT failures FROM webhook_endpoints") == ["0"])
            }
        }
    }
}
