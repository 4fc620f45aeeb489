import Domain
import Testing

@Suite("Refusals", .timeLimit(.minutes(5)))
struct RefusalTests {
    private let tenant = "/v1/tenants/\(knownTenant)"
    private let good = "Authorization: Bearer \(goodToken)\r\n"

    @Test(
        "a token is read from exactly one well-formed Authorization header",
        arguments: [
            ("Authorization: Bearer good.token", 200), ("authorization: bearer good.token", 200),
            ("A: b", 401), ("Authorization: Bearer bad", 401), ("Authorization: Basic good.token", 401),
            ("Authorization: Bearer", 401), ("Authorization: Bearer ", 401), ("Authorization: good.token", 401),
            ("Authorization: Bearer  good.token", 401), ("Authorization: Bearer good.token x", 401),
            ("Authorization: Bearer good.token, Bearer good.token", 401), ("Authorization: Bearer =", 401),
            ("Authorization: Bearer good.token\r\nAuthorization: Bearer good.token", 401),
            ("Authorization: Bearer good.\u{e9}", 401), ("Authorization: Bearer \"good.token\"", 401),
            ("Cookie: token=good.token", 401),
        ]
    )
    func bearer(header: String, status: Int) async throws {
        try await TestServer.with { server in
            let request = "GET /v1/me HTTP/1.1\r\nHost: localhost\r\n\(header)\r\n\r\n"
            let answer = try #require(try await server.answer(request))
            #expect(answer.status == status)
            #expect(answer.header("WWW-Authenticate") == (status == 401 ? ["Bearer realm=\"Latchkey\""] : []))
        }
    }

    @Test("what is no id, what is another's and what does not exist answer the same bytes but for the request's id")
    func sameNotFound() async throws {
        try await TestServer.with { server in
            var texts: Set<String> = []
            for id in [
                "ten_\(ID<Tenant>(bits: 8).description.dropFirst(4))", "x",
                "usr_\(knownTenant.description.dropFirst(4))",
                knownTenant.description.uppercased(), "%2F", "..%2fpublic",
            ] {
                let request = "GET /v1/tenants/\(id) HTTP/1.1\r\nHost: localhost\r\n\(good)\r\n"
                var text = try await server.exchange(request)
                let answer = try #require(RawAnswer.parse(Array(text.utf8), toHead: false)?.0)
                #expect(answer.status == 404)
                text.replace(try #require(answer.header("Latchkey-Request-Id").first), with: "…")
                texts.insert(text)
            }
            #expect(texts.count == 1)
        }
    }

    @Test("come in their order: framing, route, sign-in, existence, input")
    func order() async throws {
        try await TestServer.with { server in
            let unknown = "/v1/tenants/\(ID<Tenant>(bits: 8))"
            let body = "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"nme\":1}"
            let text = "Content-Type: text/plain\r\nContent-Length: 9\r\n\r\n{\"nme\":1}"
            let cases = [
                ("POST \(unknown) HTTP/1.1\r\nHost: evil.example\r\n\(text)", 421), (send(unknown, text), 415),
                (send("/v1/nothing", body), 404), (send(unknown, body), 401), (send(unknown, good + body), 404),
                (send(tenant, good + body), 422),
                // What the parser makes of bytes that are no UTF-8.
                (send(tenant, good + "Latchkey-Reason: a\u{fffd}\r\nContent-Length: 0\r\n\r\n"), 400),
            ]
            for (request, status) in cases {
                let answer = try await server.answer(request)
                #expect(answer?.status == status)
            }
        }
    }

    @Test(
        "a body that is not JSON in application/json is refused",
        arguments: [
            ("Content-Type: application/json", "{", 400, "INVALID_JSON"),
            ("Content-Type: application/json", "\u{feff}{\"name\":\"a\"}", 400, "INVALID_JSON"),
            ("Content-Type: application/json", "{\"name\":\"a\",}", 400, "INVALID_JSON"),
            ("Content-Type: application/json", "{\"name\":\"a\"}{}", 400, "INVALID_JSON"),
            ("Content-Type: application/json", "", 400, "INVALID_JSON"),
            ("Content-Type: application/json", String(repeating: "[", count: 65536), 400, "INVALID_JSON"),
            ("Content-Type: application/json", "[]", 422, "VALIDATION_FAILED"),
            ("Content-Type: application/json", "{\"name\":\"a\",\"name\":\"b\"}", 422, "VALIDATION_FAILED"),
            ("Content-Type: application/json", "{\"name\":\"a\",\"nmae\":\"b\"}", 422, "VALIDATION_FAILED"),
            ("Content-Type: text/plain", "{\"name\":\"a\"}", 415, "UNSUPPORTED_MEDIA_TYPE"),
            ("A: b", "{\"name\":\"a\"}", 415, "UNSUPPORTED_MEDIA_TYPE"),
            ("Content-Type: application/json\r\nContent-Type: text/plain", "{}", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ]
    )
    func body(header: String, body: String, status: Int, code: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.answer(post("\(header)\r\nContent-Length: \(body.utf8.count)", body))
            try expectProblem(#require(answer), status, code)
        }
    }

    @Test("a method that a path does not have is 405, whatever comes with it")
    func bodyOfWrongMethod() async throws {
        try await TestServer.with { server in
            for type in ["application/json", "text/plain"] {
                let head = "TRACE /v1/public HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(type)\r\n"
                let answer = try await server.answer(head + "Content-Length: 2\r\n\r\n{}")
                try expectProblem(#require(answer), 405, "METHOD_NOT_ALLOWED")
            }
        }
    }

    @Test("a method that takes no body refuses one", arguments: ["GET", "DELETE"])
    func unexpectedBody(method: String) async throws {
        try await TestServer.with { server in
            let head = "\(method) /v1/public HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            try expectProblem(
                #require(try await server.answer(head + "Content-Length: 2\r\n\r\n{}")),
                400,
                "BAD_REQUEST"
            )
        }
    }

    @Test(
        "query parameters are strict",
        arguments: [
            ("/v1/list", 200), ("/v1/list?", 200), ("/v1/list?limit=100", 200), ("/v1/list?q=a+b%26c/?=", 200),
            ("/v1/list?limit=0", 422), ("/v1/list?limit=101", 422), ("/v1/list?limit=ten", 422),
            ("/v1/list?limit=", 422),
            ("/v1/list?limit=1&limit=2", 422), ("/v1/list?limit=1&%6cimit=1", 422), ("/v1/list?Limit=1", 422),
            ("/v1/list?page=2", 422), ("/v1/list?&", 422), ("/v1/public?a=b", 422), ("/v1/public?", 200),
        ]
    )
    func query(target: String, status: Int) async throws {
        try await TestServer.with { server in
            let answer = try await server.answer(get(target))
            #expect(answer?.status == status)
        }
    }

    @Test("a query is decoded as forms are")
    func decodedQuery() async throws {
        try await TestServer.with { server in
            let answer = try await server.answer(get("/v1/list?q=a+b%2Bc%26d%3D%C3%A9&limit=7"))
            #expect(answer?.body == "{\"limit\":7,\"q\":\"a b+c&d=é\"}")
        }
    }

    @Test("every wrong parameter is named, with a hint")
    func queryErrors() async throws {
        try await TestServer.with { server in
            let answer = try #require(try await server.answer(get("/v1/list?limti=3&limit=x")))
            let errors = try JSON(parsing: Array(answer.body.utf8))["errors"]
            #expect(
                errors == [
                    ["pointer": "/query/limit", "code": "WRONG_TYPE", "detail": "Expected a whole number."],
                    [
                        "pointer": "/query/limti", "code": "UNKNOWN_FIELD",
                        "detail": "There is no such field. Did you mean \"limit\"?",
                    ],
                ]
            )
        }
    }

    @Test("the reason of staff is a checked text, and is sent at most once")
    func reason() async throws {
        try await TestServer.with { server in
            let end = "Content-Length: 0\r\n\r\n"
            let none = try await server.answer(send(tenant, good + end))
            #expect(none?.body == "{\"name\":null,\"reason\":null}")
            let one = try await server.answer(send(tenant, good + "Latchkey-Reason: Ticket 7\r\n" + end))
            #expect(one?.body == "{\"name\":null,\"reason\":\"Ticket 7\"}")
            let long = String(repeating: "a", count: 1001)
            let tooLong = try await server.answer(send(tenant, good + "Latchkey-Reason: \(long)\r\n" + end))
            #expect(tooLong?.status == 422)
            let two = try await server.answer(send(tenant, good + "Latchkey-Reason: a\r\nLatchkey-Reason: b\r\n" + end))
            #expect(two?.status == 400)
        }
    }

    private func send(_ path: String, _ rest: String) -> String {
        "POST \(path) HTTP/1.1\r\nHost: localhost\r\n\(rest)"
    }
}
