import Crypto
import Domain
import NIOHTTP1
import Operations
import Outbound
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("POST /v1/leaks, signed by GitHub")
struct SignedLeaksTests {
    @Test("says of each token whether it is a key's, stops those that are, and never repeats one")
    func reports() async throws {
        try await withGitHub { platform, gitHub in
            let admin = try await platform.makeAdmin()
            let other = try await platform.makeAdmin("enterprise-dashboard")
            let (id, first) = try await platform.makeKey(in: admin)
            let (_, second) = try await platform.makeKey(in: other)
            let forged = KeyString.forged(of: first).whole.expose()
            let tokens = [first, forged, "no key", second]
            let reply = try await platform.send(gitHub, tokens)
            expectStatus(reply, 200)
            let expected: [JSON] = zip(tokens, [true, false, false, true]).map { token, isKey in
                let hash = Hex.encode(Array(SHA256.hash(data: Array(token.utf8))))
                return [
                    "token_hash": .string(hash), "token_type": "latchkey_key",
                    "label": isKey ? "true_positive" : "false_positive",
                ]
            }
            #expect(try reply.json == .array(expected))
            for secret in [first, second] {
                #expect(!reply.text.contains(secret.suffix(49)))
                #expect(try await platform.verdict(secret) == "DISABLED")
            }
            let leak = try #require(try await platform.audited("key.leak", of: admin.id).first)
            #expect(leak["object"] == .string(id) && leak["after"]?["reported_by"] == "GITHUB")
            #expect(leak["after"]?["source"] == "commit" && leak["after"]?["url"] == "https://github.com/a/b/blob/0a/c")

            let again = try await platform.send(gitHub, tokens)
            #expect(try again.json == reply.json)
            #expect(try await platform.actions(on: id, of: admin.id).count == 3)
            #expect(gitHub.server.requests.count == 1)
        }
    }

    @Test("finds the key in a token that begins with letters which are not the key's, and names the token as it came")
    func glued() async throws {
        try await withGitHub { platform, gitHub in
            let admin = try await platform.makeAdmin()
            for glue in ["x", "3d", "token0"] {
                let (_, secret) = try await platform.makeKey(in: admin)
                let reply = try await platform.send(gitHub, [glue + secret])
                expectStatus(reply, 200)
                #expect(reply["0", "label"] == "true_positive")
                let hash = Hex.encode(Array(SHA256.hash(data: Array((glue + secret).utf8))))
                #expect(reply["0", "token_hash"] == .string(hash))
                #expect(try await platform.verdict(secret) == "DISABLED")
            }
        }
    }

    @Test("a key that cannot be stopped keeps no other from being stopped; then the report fails, to be sent again")
    func oneFails() async throws {
        try await withGitHub { platform, gitHub in
            let admin = try await platform.makeAdmin()
            let other = try await platform.makeAdmin("enterprise-dashboard")
            let (_, first) = try await platform.makeKey(in: admin)
            let stuck = try await platform.database.strings("SELECT id FROM keys")[0]
            let (_, second) = try await platform.makeKey(in: other)
            try await platform.database.run(
                "ALTER TABLE keys ADD CONSTRAINT stuck CHECK (id <> '\(unsafeSQL: stuck)' OR disabled_at IS NULL)"
            )
            let failed = try await platform.send(gitHub, [first, second])
            #expect(failed.status >= 500)
            #expect(try await platform.verdict(first) == "VALID")
            #expect(try await platform.verdict(second) == "DISABLED")

            try await platform.database.run("ALTER TABLE keys DROP CONSTRAINT stuck")
            let again = try await platform.send(gitHub, [first, second])
            expectStatus(again, 200)
            #expect(try await platform.verdict(first) == "DISABLED")
        }
    }

    @Test("is refused without a good signature over this very body, and then nothing happens")
    func forged() async throws {
        try await withGitHub { platform, gitHub in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            let body = gitHub.body([secret])
            let good = try gitHub.headers(body)
            let other = try gitHub.headers(gitHub.body(["x"]))
            let stranger = try P256.Signing.PrivateKey().signature(for: body).derRepresentation
            let raw = try gitHub.key.signature(for: body).rawRepresentation
            let signature = "Github-Public-Key-Signature"
            let identifier = "Github-Public-Key-Identifier"
            let wrong: [HTTPHeaders] = [
                [:], other, [identifier: "k1"], [signature: good[signature][0]],
                [identifier: "k1", signature: Base64.encode(stranger)],
                [identifier: "k1", signature: Base64.encode(raw)],
                [identifier: "k1", signature: ""], [identifier: "k1", signature: "?"],
                [identifier: "unknown", signature: good[signature][0]],
            ]
            for headers in wrong {
                let reply = try await platform.send(.POST, "/v1/leaks", bytes: body, headers: headers)
                expectProblem(reply, 403, "SIGNATURE_INVALID", nil, "\(headers)")
            }
            let longer = try await platform.send(.POST, "/v1/leaks", bytes: body + [UInt8(ascii: " ")], headers: good)
            expectProblem(longer, 403, "SIGNATURE_INVALID")
            #expect(try await platform.verdict(secret) == "VALID")
            #expect(try await platform.actions(on: id, of: admin.id) == ["key.create"])

            let signed = try await platform.send(.POST, "/v1/leaks", bytes: body, headers: good)
            expectStatus(signed, 200)
            // Of all of these one asked for the keys, and none since.
            #expect(gitHub.server.requests.count == 1)
        }
    }

    @Test("is 503 while the keys cannot be had, and nothing happens; they are not asked for again at once")
    func keysGone() async throws {
        try await withGitHub { platform, gitHub in
            gitHub.state.isDown.withLock { $0 = true }
            let admin = try await platform.makeAdmin()
            let (_, secret) = try await platform.makeKey(in: admin)
            for _ in 0..<5 {
                let reply = try await platform.send(gitHub, [secret])
                expectProblem(reply, 503, "UNAVAILABLE")
                #expect(reply.headers.first(name: "Retry-After") == "10")
            }
            #expect(try await platform.verdict(secret) == "VALID")
            #expect(gitHub.server.requests.count == 1)
        }
    }

    @Test("what is signed and no list of tokens is refused")
    func form() async throws {
        try await withGitHub { platform, gitHub in
            for body in ["{}", "[{}]", "[1]", "[{\"token\":1}]"] {
                let bytes = Array(body.utf8)
                let headers = try gitHub.headers(bytes)
                let reply = try await platform.send(.POST, "/v1/leaks", bytes: bytes, headers: headers)
                expectProblem(reply, 422, "VALIDATION_FAILED")
            }
            let none = Array("[]".utf8)
            let reply = try await platform.send(.POST, "/v1/leaks", bytes: none, headers: try gitHub.headers(none))
            expectStatus(reply, 200)
            #expect(try reply.json == [])
        }
    }
}

/// A server with GitHub's public keys, and the private one of `k1`.
private final class GitHub: Sendable {
    let server: StubServer
    let key: P256.Signing.PrivateKey
    let state: State

    final class State: Sendable {
        let isDown = Mutex(false)
    }

    init(server: StubServer, key: P256.Signing.PrivateKey, state: State) {
        self.server = server
        self.key = key
        self.state = state
    }

    func body(_ tokens: [String]) -> [UInt8] {
        JSON.array(
            tokens.map {
                [
                    "token": .string($0), "type": "latchkey_key", "url": "https://github.com/a/b/blob/0a/c#L1",
                    "source": "commit",
                ]
            }
        ).encoded()
    }

    func headers(_ body: [UInt8]) throws -> HTTPHeaders {
        [
            "Github-Public-Key-Identifier": "k1",
            "Github-Public-Key-Signature": Base64.encode(try key.signature(for: body).derRepresentation),
        ]
    }
}

private func withGitHub(_ body: @escaping @Sendable (TestPlatform, GitHub) async throws -> Void) async throws {
    let (key, state) = (P256.Signing.PrivateKey(), GitHub.State())
    let (pem, older) = (key.publicKey.pemRepresentation, P256.Signing.PrivateKey().publicKey.pemRepresentation)
    let document: JSON = [
        "public_keys": [
            ["key_identifier": "k0", "key": .string(older), "is_current": false],
            ["key_identifier": "bad", "key": "-----BEGIN PUBLIC KEY-----", "is_current": false],
            ["key_identifier": "k1", "key": .string(pem), "is_current": true],
        ]
    ]
    try await withStubServer { _ in
        state.isDown.withLock { $0 } ? StubServer.Answer(status: 500, body: "") : StubServer.Answer(body: document.text)
    } body: { server in
        let rules = OperatorRules(leakKeysURL: server.url + "/keys")
        try await withPlatform(rules: rules, outbound: Outbound(allowsPrivate: true)) { platform in
            try await body(platform, GitHub(server: server, key: key, state: state))
        }
    }
}

extension TestPlatform {
    fileprivate func send(_ gitHub: GitHub, _ tokens: [String]) async throws -> HTTPReply {
        let body = gitHub.body(tokens)
        return try await send(.POST, "/v1/leaks", bytes: body, headers: try gitHub.headers(body))
    }
}
