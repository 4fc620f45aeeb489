import Domain
import NIOHTTP1
import TestSupport
import Testing

/// The configurations in `deploy/`, each in the real gateway, before a real Latchkey.
@Suite("Gateways", .timeLimit(.minutes(5)))
struct GatewayTests {
    @Test("a good key passes, with who it is and without the key", arguments: GatewayKind.allCases)
    func passes(kind: GatewayKind) async throws {
        try await withStage(kind) { stage in
            let (id, secret) = try await stage.platform.makeKey(in: stage.admin, scopes: Stage.scopes)
            for (path, headers) in [
                ("/invoices/7?x=%20y", ["Authorization": "Bearer \(secret)"]), ("/customers", ["X-API-Key": secret]),
                ("/", ["X-API-Key": secret, "Authorization": "Bearer \(secret)"]),
            ] as [(String, HTTPHeaders)] {
                let reply = try await stage.gateway.ask(path, headers: headers)
                #expect(reply.status == 200)
                #expect(reply.text == "served")
                let request = try #require(stage.gateway.application.requests.last)
                #expect(request.path == path)
                #expect(request.headers["X-Key-Id"] == [id])
                #expect(request.headers["X-Tenant-Id"] == [stage.admin.id])
                #expect(request.headers["X-Key-Scopes"] == [Stage.scopes.joined(separator: " ")])
                #expect(request.headers["X-Key-Environment"] == ["LIVE"])
                #expect(request.headers["X-Forwarded-For"] == ["127.0.0.1"])
                for name in ["Authorization", "X-API-Key", "Latchkey-Gateway-Token"] {
                    #expect(request.headers[name] == [], "\(name)")
                }
            }
        }
    }

    @Test("a body passes too, announced or in chunks", arguments: GatewayKind.allCases, [false, true])
    func passesBody(kind: GatewayKind, isChunked: Bool) async throws {
        try await withStage(kind) { stage in
            let secret = try await stage.platform.makeKey(in: stage.admin, scopes: Stage.scopes).secret
            let headers: HTTPHeaders = isChunked ? ["Transfer-Encoding": "chunked"] : [:]
            let body = Array("{\"a\": 1}".utf8)
            for method in [HTTPMethod.POST, .PUT, .DELETE] {
                let reply = try await stage.gateway.ask("/invoices", method, key: secret, headers: headers, body: body)
                #expect(reply.status == 200)
                let request = try #require(stage.gateway.application.requests.last)
                #expect(request.method == method.rawValue)
                #expect(request.body == "{\"a\": 1}")
            }
        }
    }

    @Test("no key, no key at all, and a dead one are 401", arguments: GatewayKind.allCases)
    func unauthorized(kind: GatewayKind) async throws {
        try await withStage(kind) { stage in
            let (platform, admin, gateway) = (stage.platform, stage.admin, stage.gateway)
            let make = { try await platform.makeKey(in: admin, scopes: Stage.scopes) }
            let (revoked, disabled) = (try await make(), try await make())
            for (key, change) in [(revoked, "revoke"), (disabled, "disable")] {
                _ = try await platform.send(.POST, "\(stage.keysPath)/\(key.id)/\(change)", token: admin.token)
            }
            let unknown = KeyString.mint(prefix: "sk", environment: .live, route: .make(using: .system), using: .system)
            for (key, code) in [
                (nil, "MISSING"), ("nonsense", "MALFORMED"), (unknown.whole.expose(), "UNKNOWN"),
                (revoked.secret, "REVOKED"), (disabled.secret, "DISABLED"),
            ] {
                let reply = try await gateway.ask("/invoices", key: key)
                expectRefusal(reply, 401, code)
                #expect(reply.headers["WWW-Authenticate"].count == 1)
                #expect(reply.headers.first(name: "WWW-Authenticate")?.hasPrefix("Bearer realm=") == true)
                #expect(reply.headers.first(name: "Latchkey-Request-Id")?.hasPrefix("req_") == true)
            }
            #expect(gateway.served("/invoices").isEmpty)
        }
    }

    @Test("two keys that differ are refused, wherever they stand", arguments: GatewayKind.allCases)
    func twoKeys(kind: GatewayKind) async throws {
        try await withStage(kind) { stage in
            let one = try await stage.platform.makeKey(in: stage.admin, scopes: Stage.scopes).secret
            let other = try await stage.platform.makeKey(in: stage.admin, scopes: Stage.scopes).secret
            for headers in [
                [("Authorization", "Bearer \(one)"), ("X-API-Key", other)],
                [("X-API-Key", one), ("X-API-Key", other)],
                [("X-API-Key", one), ("x-api-key", "nonsense")],
            ] {
                expectRefusal(try await stage.gateway.ask("/invoices", headers: HTTPHeaders(headers)), 401, "AMBIGUOUS")
            }
            // nginx may refuse this by itself, and does from 1.23 on.
            let twice = HTTPHeaders([("Authorization", "Bearer \(one)"), ("Authorization", "Bearer \(other)")])
            let reply = try await stage.gateway.ask("/invoices", headers: twice)
            #expect([400, 401].contains(reply.status))
            #expect(stage.gateway.served("/invoices").isEmpty)
        }
    }

    @Test("too few scopes, another address and a suspended tenant are 403", arguments: GatewayKind.allCases)
    func forbidden(kind: GatewayKind) async throws {
        try await withStage(kind) { stage in
            let (platform, admin, gateway) = (stage.platform, stage.admin, stage.gateway)
            let narrow = try await platform.makeKey(in: admin, scopes: ["invoices:read"]).secret
            let passed = try await gateway.ask("/invoices", key: narrow)
            #expect(passed.status == 200)
            expectRefusal(try await gateway.ask("/customers", key: narrow), 403, "INSUFFICIENT_SCOPE")
            let bound = try await platform.makeKey(in: admin, scopes: Stage.scopes, ["ip_allowlist": ["192.0.2.0/24"]])
            for claim in ["192.0.2.1", "192.0.2.1, 127.0.0.1", "127.0.0.1, 192.0.2.1"] {
                let headers: HTTPHeaders = [
                    "X-Forwarded-For": claim, "X-Real-IP": claim, "Forwarded": "for=\(claim)",
                ]
                expectRefusal(
                    try await gateway.ask("/invoices", key: bound.secret, headers: headers),
                    403,
                    "IP_NOT_ALLOWED"
                )
            }
            let near = try await platform.makeKey(in: admin, scopes: Stage.scopes, ["ip_allowlist": ["127.0.0.1"]])
            let nearby = try await gateway.ask("/invoices", key: near.secret)
            #expect(nearby.status == 200)
            let staff = try await platform.makeStaff(.superUser)
            _ = try await platform.send(
                .POST,
                admin.path + "/suspend",
                token: staff,
                headers: ["Latchkey-Reason": "test"]
            )
            expectRefusal(try await gateway.ask("/invoices", key: narrow), 403, "SUSPENDED")
            expectRefusal(try await gateway.ask("/", key: narrow), 403, "SUSPENDED")
        }
    }

    @Test("a key over its rate is 429, and is told when to come again", arguments: GatewayKind.allCases)
    func limited(kind: GatewayKind) async throws {
        try await withStage(kind) { stage in
            let limit: JSON = ["requests": 2, "window_seconds": 7200, "burst": 2]
            let secret = try await stage.platform.makeKey(in: stage.admin, scopes: Stage.scopes, ["rate_limit": limit])
                .secret
            for _ in 1...2 {
                let reply = try await stage.gateway.ask("/invoices", key: secret)
                #expect(reply.status == 200)
            }
            let reply = try await stage.gateway.ask("/invoices", key: secret)
            expectRefusal(reply, 429, "RATE_LIMITED")
            #expect(reply.headers["Retry-After"] == ["3600"])
            #expect(reply.headers["RateLimit"] == [#""key";r=0;t=3600"#])
            #expect(reply.headers["RateLimit-Policy"] == [#""key";q=2;w=7200"#])
            #expect(stage.gateway.served("/invoices").count == 2)
        }
    }

    @Test("what only the gateway may say is not believed of a client", arguments: GatewayKind.allCases)
    func spoofed(kind: GatewayKind) async throws {
        try await withStage(kind) { stage in
            let (id, secret) = try await stage.platform.makeKey(in: stage.admin, scopes: Stage.scopes)
            let names = [
                "X-Key-Id", "X-Tenant-Id", "X-Key-Scopes", "X-Key-Environment", "X-Auth-Code", "X-Forwarded-For",
                "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Method", "X-Forwarded-Uri",
                "X-Original-URI", "X-Original-URL", "X-Original-Method", "X-Rewrite-URL", "X-Real-IP", "Forwarded",
                "Latchkey-Gateway-Token", "Latchkey-Request-Id", "Latchkey-Reason", "x-key-id", "X_Key_Id",
                "X_Tenant_Id", "X_Key_Scopes", "X_Key_Environment",
            ]
            let spoofed = HTTPHeaders(names.map { ($0, "spoofed") })
            let refused = try await stage.gateway.ask("/invoices", headers: spoofed)
            expectRefusal(refused, 401, "MISSING")
            let reply = try await stage.gateway.ask("/invoices", key: secret, headers: spoofed)
            #expect(reply.status == 200)
            let request = try #require(stage.gateway.application.requests.last)
            for (name, value) in request.headers { #expect(!value.contains("spoofed"), "\(name)") }
            #expect(request.headers["X-Key-Id"] == [id])
        }
    }

    @Test("Latchkey is told the client's address, the method and the URI", arguments: GatewayKind.allCases)
    func tellsLatchkey(kind: GatewayKind) async throws {
        let answer = StubServer.Answer(
            status: 204,
            headers: [
                ("X-Key-Id", "key_1"), ("X-Tenant-Id", "ten_1"), ("X-Key-Scopes", "a"), ("X-Key-Environment", "LIVE"),
            ],
            body: ""
        )
        try await withStubServer({ _ in answer }) { latchkey in
            try await withGateway(kind, askingAt: latchkey.port) { gateway in
                let reply = try await gateway.ask(
                    "/invoices/7?scope=all&limited=no",
                    .PATCH,
                    key: "a-key",
                    headers: [
                        "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Method": "GET", "X-Forwarded-Uri": "/",
                        "Cookie": "session=1", "Latchkey-Gateway-Token": "guess",
                    ],
                    body: Array("{}".utf8)
                )
                #expect(reply.status == 200)
                let question = try #require(latchkey.requests.last)
                #expect(question.path.hasPrefix("/v1/authorize?"))
                #expect(question.path.hasSuffix("scope=invoices:read"))
                #expect(question.body.isEmpty)
                #expect(question.authorization == "Bearer a-key")
                #expect(question.headers["X-Forwarded-For"] == ["127.0.0.1"])
                #expect(question.headers["X-Forwarded-Method"] == ["PATCH"])
                #expect(question.headers["X-Forwarded-Uri"] == ["/invoices/7?scope=all&limited=no"])
                for name in ["Cookie", "Latchkey-Gateway-Token"] {
                    #expect(question.headers[name] == [], "\(name)")
                }
            }
        }
    }

    @Test("the gateway's token is told, and a wrong one lets nothing pass", arguments: GatewayKind.allCases)
    func token(kind: GatewayKind) async throws {
        let token = "a-token-of-the-gateways"
        try await withStage(kind, token: token) { stage in
            let secret = try await stage.platform.makeKey(in: stage.admin, scopes: Stage.scopes).secret
            let reply = try await stage.gateway.ask("/invoices", key: secret)
            #expect(reply.status == 200)
            let request = try #require(stage.gateway.application.requests.last)
            for (name, value) in request.headers { #expect(!value.contains(token), "\(name)") }
        }
        try await withStage(kind, token: token, tellingToken: "another-token-than-that") { stage in
            let secret = try await stage.platform.makeKey(in: stage.admin, scopes: Stage.scopes).secret
            let reply = try await stage.gateway.ask(
                "/invoices",
                key: secret,
                headers: ["Latchkey-Gateway-Token": token]
            )
            #expect([401, 503].contains(reply.status))
            #expect(stage.gateway.served("/invoices").isEmpty)
        }
    }

    @Test("while Latchkey is down nothing passes", arguments: GatewayKind.allCases)
    func down(kind: GatewayKind) async throws {
        let nobody = try await freePort()
        try await withGateway(kind, askingAt: nobody) { gateway in
            for path in ["/invoices", "/customers", "/"] {
                let reply = try await gateway.ask(path, key: "a-key")
                #expect(reply.status == 503)
                #expect(reply.code == "UNAVAILABLE")
                #expect(reply.headers["Retry-After"] == ["1"])
                #expect(reply.headers["Content-Type"] == ["application/problem+json"])
            }
            #expect(gateway.served("/invoices").isEmpty)
        }
    }

    @Test("while Latchkey answers nothing, nothing passes, and nobody waits for long", arguments: GatewayKind.allCases)
    func hanging(kind: GatewayKind) async throws {
        try await withStubServer({ _ in nil }) { latchkey in
            try await withGateway(kind, askingAt: latchkey.port) { gateway in
                let begun = ContinuousClock.now
                let reply = try await gateway.ask("/invoices", key: "a-key")
                #expect(reply.status == 503)
                #expect(reply.code == "UNAVAILABLE")
                #expect(ContinuousClock.now - begun < .seconds(15))
                #expect(gateway.served("/invoices").isEmpty)
            }
        }
    }

    @Test(
        "whatever Latchkey says but yes, nothing passes",
        arguments: GatewayKind.allCases,
        [302, 400, 404, 418, 429, 500, 502, 503]
    )
    func otherAnswers(kind: GatewayKind, status: Int) async throws {
        let location = status == 302 ? [("Location", "/status")] : []
        try await withStubServer({ _ in StubServer.Answer(status: status, headers: location, body: "") }) { latchkey in
            try await withGateway(kind, askingAt: latchkey.port) { gateway in
                let reply = try await gateway.ask("/invoices", key: "a-key")
                #expect(reply.status >= 300)
                if kind == .nginx { #expect(reply.status == 503) }
                #expect(gateway.served("/invoices").isEmpty)
            }
        }
    }

    @Test("while the database is away, keys that need it are refused", arguments: GatewayKind.allCases)
    func databaseAway(kind: GatewayKind) async throws {
        try await withPlatformOnOwnServer { platform, server in
            let admin = try await platform.makeAdmin()
            let secret = try await platform.makeKey(in: admin, scopes: Stage.scopes).secret
            let port = Int(platform.privateURL.split(separator: ":").last ?? "") ?? 0
            try await withGateway(kind, askingAt: port) { gateway in
                try await server.kill()
                let reply = try await gateway.ask("/invoices", key: secret)
                #expect(reply.status == 503)
                #expect(reply.headers["Retry-After"] == ["1"])
                #expect(gateway.served("/invoices").isEmpty)
            }
        }
    }
}
