import Domain
import Testing

@testable import Verification

@Suite("/v1/authorize", .timeLimit(.minutes(5)))
struct AuthorizeRouteTests {
    @Test(
        "without a key it is 401 MISSING, in headers alone",
        arguments: [
            "", "Authorization: Basic dTpw\r\n", "Authorization: Bearer\r\n", "Authorization: Bearer \r\n",
            "X-API-Key: \r\n",
        ]
    )
    func asksForKey(_ headers: String) async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.authorize("", headers)
            #expect(answer.status == 401)
            #expect(answer["x-auth-code"] == "MISSING")
            #expect(answer["www-authenticate"] == "Bearer realm=\"Latchkey\"")
            #expect(answer["content-length"] == "0")
            #expect(answer["latchkey-request-id"]?.hasPrefix("req_") == true)
        }
    }

    @Test(
        "two keys that differ are 401 AMBIGUOUS",
        arguments: [
            "Authorization: Bearer a\r\nX-API-Key: b\r\n", "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n",
            "X-API-Key: a\r\nX-API-Key: b\r\n", "Authorization: Bearer\ta\r\nX-API-Key: b\r\n",
            "X-API-Key: a\r\nAuthorization: bearer\ta\r\n", "Authorization: Bearer,a\r\nX-API-Key: a\r\n",
            "Authorization: Bearer\r\nX-API-Key: a\r\n",
        ]
    )
    func refusesTwoKeys(_ headers: String) async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.authorize("", headers)
            #expect(answer.status == 401)
            #expect(answer["x-auth-code"] == "AMBIGUOUS")
            #expect(answer["www-authenticate"]?.hasPrefix("Bearer") == true)
        }
    }

    @Test(
        "the same key is found wherever it stands",
        arguments: [
            "Authorization: Bearer KEY\r\n", "authorization: bearer KEY\r\n", "Authorization: Bearer   KEY\r\n",
            "X-API-Key: KEY\r\n", "x-api-key: KEY\r\n", "X-API-Key: KEY\r\nAuthorization: Bearer KEY\r\n",
            "Authorization: Basic dTpw\r\nX-API-Key: KEY\r\n",
        ]
    )
    func findsKey(_ headers: String) async throws {
        try await withKeys { bench in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            let answer = try await bench.listener.authorize("", headers.replacing("KEY", with: key.text))
            #expect(answer.status == 204)
        }
    }

    @Test(
        "any method is answered, bodies are ignored, HEAD like GET",
        arguments: ["GET", "HEAD", "POST", "DELETE", "PATCH"]
    )
    func takesAnyMethod(_ method: String) async throws {
        try await withKeys { bench in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            let client = try await bench.listener.connect()
            for text in [key.text, "no key"] {
                await client.send(
                    "\(method) /v1/authorize HTTP/1.1\r\nHost: a\r\nX-API-Key: \(text)\r\n"
                        + "Content-Type: text/html\r\nContent-Length: 9\r\n\r\n{garbage>"
                )
                let answer = try #require(try await client.answer(toHead: method == "HEAD"))
                #expect(answer.status == (text == key.text ? 204 : 401))
                #expect(answer.body.isEmpty)
            }
            await client.close()
        }
    }

    @Test("scopes are repeated or divided by spaces, and all of them are needed")
    func readsScopes() async throws {
        try await withKeys { bench in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            let header = "X-API-Key: \(key.text)\r\n"
            for query in [
                "?scope=orders:read", "?scope=orders%3Aread%20orders:write", "?scope=orders:read+orders:write",
            ] {
                #expect(try await bench.listener.authorize(query, header).status == 204, "\(query)")
            }
            for query in ["?scope=orders:read&scope=x", "?scope=orders:read%20x", "?scope=x&scope=orders:read"] {
                let answer = try await bench.listener.authorize(query, header)
                #expect(answer.status == 403, "\(query)")
                #expect(answer["x-auth-code"] == "INSUFFICIENT_SCOPE")
            }
        }
    }

    @Test("where it is asked for, a good key is 200 without a body, and all else as ever")
    func allowedIsOK() async throws {
        try await withKeys { bench in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            let passed = try await bench.listener.authorize(Asked(key: key.text), ["allowed=200"])
            #expect(passed.status == 200)
            #expect(passed["x-key-id"] == key.id.description)
            #expect(passed["content-length"] == "0")
            #expect(passed["content-type"] == nil)
            let refused = try await bench.listener.authorize(Asked(key: key.text, scopes: ["x"]), ["allowed=200"])
            #expect(refused.status == 403)
        }
    }

    @Test(
        "a question that cannot be understood is a problem, with its code in a header too",
        arguments: [
            "?scope", "?scope=", "?scope=%20", "?scopes=a", "?scope=%", "?scope=%4", "?scope=%zz", "?scope=%ff", "?",
            "?scope=a&", "?&scope=a", "?environment=live", "?environment=", "?environment=LIVE&environment=LIVE",
            "?limited=429", "?limited=403&limited=403", "?allowed=204", "?allowed=", "?allowed=200&allowed=200",
            "?Scope=a", "?scope=a=b&x",
        ]
    )
    func refusesQuery(_ query: String) async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.authorize(query, "X-API-Key: x\r\n")
            #expect(answer.status == 400)
            #expect(answer["x-auth-code"] == "BAD_REQUEST")
            #expect(answer["content-type"] == "application/problem+json")
        }
    }

    @Test("while the database is away it is 503, in a header too")
    func failsClosed() async throws {
        let key = KeyString.mint(prefix: "sk", environment: .live, route: .make(using: .system), using: .system)
        try await withListenerAlone { listener in
            let answer = try await listener.authorize(Asked(key: key.whole.expose()))
            #expect(answer.status == 503)
            #expect(answer["x-auth-code"] == "UNAVAILABLE")
            #expect(answer["retry-after"] == "1")
            #expect(answer.body.contains("UNAVAILABLE"))
        }
    }
}
