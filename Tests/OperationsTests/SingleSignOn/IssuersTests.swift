import Domain
import Outbound
import Synchronization
import TestSupport
import Testing

@testable import Operations

@Suite("What is kept of identity providers")
struct IssuersTests {
    @Test("is asked for once by however many come at the same time")
    func coalesced() async throws {
        try await withIssuer { issuers, issuer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await issuers.issuer(issuer.server.url) } }
                try await group.waitForAll()
            }
            #expect(issuer.server.requests.map(\.path) == ["/.well-known/openid-configuration", "/keys"])
        }
    }

    @Test("is kept as long as the issuer says, then asked for again")
    func expires() async throws {
        try await withIssuer(cacheControl: "public, max-age=600") { issuers, issuer in
            _ = try await issuers.issuer(issuer.server.url)
            issuer.clock.advance(by: .seconds(599))
            _ = try await issuers.issuer(issuer.server.url)
            #expect(issuer.keyRequests == 1)
            issuer.clock.advance(by: .seconds(1))
            _ = try await issuers.issuer(issuer.server.url)
            #expect(issuer.keyRequests == 2)
        }
    }

    @Test(
        "is kept a minute at least and an hour at most",
        arguments: [
            (nil, 300), ("no-store", 300), ("max-age=0", 60), ("max-age=-5", 60), ("max-age=90", 90),
            ("Public, Max-Age=90", 90), ("max-age=999999", 3600), ("max-age=99999999999999999999", 300),
            ("max-age=x", 300),
        ] as [(String?, Int)]
    )
    func lifetime(cacheControl: String?, seconds: Int) {
        #expect(Issuer.lifetime(cacheControl) == .seconds(seconds))
    }

    @Test("is asked for again for a key that is not known, every half minute at most")
    func unknownKey() async throws {
        try await withIssuer { issuers, issuer in
            let (known, unknown) = (try issuer.token(), try issuer.token(keyID: "../../etc/passwd"))
            let first = try await issuers.key(for: known, of: issuer.server.url)
            #expect(first != nil)
            for _ in 0..<5 {
                let key = try await issuers.key(for: unknown, of: issuer.server.url)
                #expect(key == nil)
            }
            #expect(issuer.keyRequests == 1)
            issuer.clock.advance(by: .seconds(30))
            for _ in 0..<5 {
                let key = try await issuers.key(for: unknown, of: issuer.server.url)
                #expect(key == nil)
            }
            #expect(issuer.keyRequests == 2)
            #expect(!issuer.server.requests.contains { $0.path.contains("passwd") })
        }
    }

    @Test("works on while the issuer is gone, until it is too old")
    func issuerGone() async throws {
        try await withIssuer(cacheControl: "max-age=60") { issuers, issuer in
            let token = try issuer.token()
            _ = try await issuers.issuer(issuer.server.url)
            issuer.goDown(true)
            issuer.clock.advance(by: .seconds(59))
            let key = try await issuers.key(for: token, of: issuer.server.url)
            #expect(key != nil)
            issuer.clock.advance(by: .seconds(1))
            await #expect(throws: IssuerProblem.self) { try await issuers.key(for: token, of: issuer.server.url) }
            issuer.goDown(false)
            let again = try await issuers.key(for: token, of: issuer.server.url)
            #expect(again != nil)
        }
    }

    @Test("checks a signature by the key that it is given, and by no other")
    func signatures() async throws {
        let (mint, other) = (TokenMint(), TokenMint())
        let token = try #require(UnverifiedToken(Sensitive(try mint.token(mint.header(), ["sub": "a"]))))
        for (keys, isGood) in [(mint.keySet, true), (other.keySet, false)] {
            let key = try #require(KeySet(keys)?.key(for: token))
            let checker = try await IssuerKey(key, for: token.algorithm)
            let claims = token.claims { checker.verifies($0, of: $1) }
            #expect((claims?.subject == "a") == isGood)
        }
    }
}

@Suite("What single sign-on seals")
struct SignOnSealTests {
    private let tenant = ID<Tenant>.make(at: Instant(microseconds: 1), using: .system)
    private let other = ID<Tenant>.make(at: Instant(microseconds: 2), using: .system)

    @Test("a client's secret opens in its own tenant's row, and in no other")
    func secrets() throws {
        let seal = SignOnSeal(peppers: try .test)
        let secret = try seal.seal(Sensitive("very secret"), of: tenant)
        #expect(secret.pepperID == 2)
        #expect(!String(decoding: secret.bytes, as: UTF8.self).contains("very"))
        #expect(try seal.open(secret, of: tenant).expose() == "very secret")
        #expect(throws: (any Error).self) { try seal.open(secret, of: other) }
    }

    @Test("a sign-in under way comes back as it was, and not when a byte of it has changed")
    func pending() throws {
        let seal = SignOnSeal(peppers: try .test)
        let pending = PendingSignOn(
            tenant: tenant,
            issuer: "https://login.example.com",
            state: "s",
            nonce: "n",
            verifier: "v",
            expiresAt: Instant(microseconds: 5)
        )
        let text = try seal.seal(pending)
        #expect(seal.open(text) == pending)
        var bytes = try #require(Base64URL.decode(text))
        bytes[bytes.count / 2] ^= 1
        for forged in [Base64URL.encode(bytes), String(text.dropLast(4)), "", "x"] { #expect(seal.open(forged) == nil) }
    }
}

/// An issuer, and the time that goes by beside it.
private final class StubIssuer: Sendable {
    let server: StubServer
    let clock: StubClock
    private let state: IssuerState
    private let mint: TokenMint

    init(server: StubServer, clock: StubClock, state: IssuerState, mint: TokenMint) {
        self.server = server
        self.clock = clock
        self.state = state
        self.mint = mint
    }

    func goDown(_ isDown: Bool) { state.isDown.withLock { $0 = isDown } }

    var keyRequests: Int { server.requests.count { $0.path == "/keys" } }

    func token(keyID: String = "key-1") throws -> UnverifiedToken {
        let text = try mint.token(mint.header().with(["kid": .string(keyID)]), ["sub": "a"])
        return try #require(UnverifiedToken(Sensitive(text)))
    }
}

private final class IssuerState: Sendable {
    let isDown = Mutex(false)
}

private final class StubClock: Sendable {
    private let offset = Mutex(Duration.zero)
    private let start = ContinuousClock.now

    var now: ContinuousClock.Instant { start + offset.withLock { $0 } }

    func advance(by duration: Duration) { offset.withLock { $0 += duration } }
}

private func withIssuer(
    cacheControl: String? = nil,
    _ body: @Sendable (Issuers, StubIssuer) async throws -> Void
) async throws {
    let (mint, clock, state) = (TokenMint(), StubClock(), IssuerState())
    try await withStubServer { request in
        let url = "http://\(request.host ?? "")"
        guard !state.isDown.withLock({ $0 }) else { return StubServer.Answer(status: 503, body: "") }
        switch request.path {
        case "/keys":
            let headers = cacheControl.map { [("Cache-Control", $0)] } ?? []
            return StubServer.Answer(headers: headers, body: mint.keySet.text)
        case "/.well-known/openid-configuration":
            let document: JSON = [
                "issuer": .string(url), "authorization_endpoint": .string(url + "/authorize"),
                "token_endpoint": .string(url + "/token"), "jwks_uri": .string(url + "/keys"),
            ]
            return StubServer.Answer(body: document.text)
        default: return StubServer.Answer(status: 404, body: "")
        }
    } body: { server in
        let issuers = Issuers(outbound: Outbound(allowsPrivate: true)) { clock.now }
        try await body(issuers, StubIssuer(server: server, clock: clock, state: state, mint: mint))
    }
}
