import Domain
import Outbound
import Synchronization
import TestSupport
import Testing

/// An issuer that says what a test wants it to say.
final class HostileProvider: Sendable {
    struct Word: Sendable {
        /// What the token endpoint answers as ID token.
        var idToken = ""
        /// What the discovery document says otherwise; null removes.
        var metadata: [String: JSON] = [:]
        var isDown = false
        /// What happens meanwhile, when a code is exchanged.
        var meanwhile: @Sendable () async throws -> Void = {}
    }

    let mint: TokenMint
    let issuer: String
    private let server: StubServer
    private let word: WordBox

    fileprivate init(mint: TokenMint, server: StubServer, word: WordBox) {
        self.mint = mint
        issuer = server.url
        self.server = server
        self.word = word
    }

    var requests: [StubServer.Request] { server.requests }

    func say(_ change: (inout Word) -> Void) { word.value.withLock { change(&$0) } }

    /// What a good ID token says of somebody in the group `staff`.
    func claims(nonce: String) -> JSON {
        let now = SystemTime.seconds
        return [
            "iss": .string(issuer), "sub": "subject-1", "aud": "latchkey", "nonce": .string(nonce),
            "iat": .integer(now), "exp": .integer(now + 300), "email": "ada@example.com", "email_verified": true,
            "name": "Ada Example", "groups": ["staff"],
        ]
    }

    /// What a good access token says of a program in the group `staff`.
    func accessClaims(for tenant: TestTenant) -> JSON {
        let now = SystemTime.seconds
        return [
            "iss": .string(issuer), "sub": "robot-1", "aud": [.string(tenant.audience)], "client_id": "robot",
            "iat": .integer(now), "exp": .integer(now + 300), "jti": "1", "groups": ["staff"],
        ]
    }
}

/// Shared with a server that starts before whoever owns it.
final class WordBox: Sendable {
    let value = Mutex(HostileProvider.Word())
}

func withHostileProvider<Result: Sendable>(
    _ body: @escaping @Sendable (TestPlatform, HostileProvider) async throws -> Result
) async throws -> Result {
    try await withStubProvider { provider in
        try await withPlatform(outbound: Outbound(allowsPrivate: true)) { try await body($0, provider) }
    }
}

/// One more, beside a platform that there is.
func withStubProvider<Result: Sendable>(
    _ body: @escaping @Sendable (HostileProvider) async throws -> Result
) async throws -> Result {
    let (mint, word) = (TokenMint(), WordBox())
    return try await withStubServer { request in
        let said = word.value.withLock { $0 }
        guard !said.isDown else { return StubServer.Answer(status: 500, body: "") }
        switch request.path {
        case "/.well-known/openid-configuration":
            let url = "http://\(request.host ?? "")"
            let document: JSON = [
                "issuer": .string(url), "authorization_endpoint": .string(url + "/authorize"),
                "token_endpoint": .string(url + "/token"), "jwks_uri": .string(url + "/keys"),
            ]
            return StubServer.Answer(body: document.with(said.metadata).text)
        case "/keys": return StubServer.Answer(body: mint.keySet.text)
        case "/token":
            try? await said.meanwhile()
            return StubServer.Answer(body: JSON.object([.init("id_token", .string(said.idToken))]).text)
        default: return StubServer.Answer(status: 404, body: "")
        }
    } body: { server in
        try await body(HostileProvider(mint: mint, server: server, word: word))
    }
}
