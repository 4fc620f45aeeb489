import Crypto
import Domain
import Outbound
import Synchronization
import TestSupport
import Testing

@testable import Operations

@Suite("What is kept of the keys by which leaks are reported")
struct LeakSignersTests {
    private static let body = Array("[]".utf8)

    @Test("is asked for once by however many come at the same time, and again after an hour")
    func lifetime() async throws {
        try await withSigners { signers, gitHub in
            let signature = try gitHub.signature("k1", of: Self.body)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { try await signers.require(signature, of: Self.body) } }
                try await group.waitForAll()
            }
            gitHub.advance(by: .seconds(3599))
            try await signers.require(signature, of: Self.body)
            #expect(gitHub.server.requests.count == 1)
            gitHub.advance(by: .seconds(1))
            try await signers.require(signature, of: Self.body)
            #expect(gitHub.server.requests.count == 2)
        }
    }

    @Test("is asked for again when a report names a key that is not in it, once a minute at most")
    func unknownKey() async throws {
        try await withSigners { signers, gitHub in
            try await signers.require(try gitHub.signature("k1", of: Self.body), of: Self.body)
            let rotated = try gitHub.signature("k2", of: Self.body)
            for _ in 0..<10 {
                await expectRefusal(.signatureInvalid) { try await signers.require(rotated, of: Self.body) }
            }
            #expect(gitHub.server.requests.count == 1)
            gitHub.add("k2")
            gitHub.advance(by: .seconds(60))
            try await signers.require(rotated, of: Self.body)
            #expect(gitHub.server.requests.count == 2)
        }
    }

    @Test("is good no more when its hour is over and it cannot be had, and is asked for every ten seconds at most")
    func gone() async throws {
        try await withSigners { signers, gitHub in
            let signature = try gitHub.signature("k1", of: Self.body)
            try await signers.require(signature, of: Self.body)
            gitHub.goDown(true)
            gitHub.advance(by: .seconds(3600))
            for _ in 0..<5 { await expectRefusal(.unavailable) { try await signers.require(signature, of: Self.body) } }
            #expect(gitHub.server.requests.count == 2)
            gitHub.goDown(false)
            gitHub.advance(by: .seconds(10))
            try await signers.require(signature, of: Self.body)
            #expect(gitHub.server.requests.count == 3)
        }
    }

    @Test("is nothing at a private address, unless the operator allows those")
    func isGuarded() async throws {
        try await withSigners(allowsPrivate: false) { signers, gitHub in
            let signature = try gitHub.signature("k1", of: Self.body)
            await expectRefusal(.unavailable) { try await signers.require(signature, of: Self.body) }
            #expect(gitHub.server.requests.isEmpty)
        }
    }
}

private func expectRefusal(_ code: Failure.Code, _ body: () async throws -> Void) async {
    do {
        try await body()
        Issue.record("not refused")
    } catch {
        #expect((error as? Failure)?.code == code, "\(error)")
    }
}

/// GitHub's keys, and the time that goes by beside them.
private final class GitHubKeys: Sendable {
    let server: StubServer
    private let keys: [String: P256.Signing.PrivateKey]
    private let state: GitHubState

    init(_ server: StubServer, _ keys: [String: P256.Signing.PrivateKey], _ state: GitHubState) {
        self.server = server
        self.keys = keys
        self.state = state
    }

    func signature(_ name: String, of body: [UInt8]) throws -> LeakSignature {
        let key = try #require(keys[name])
        let der = try key.signature(for: body).derRepresentation
        return LeakSignature(keyIdentifier: name, signature: Base64.encode(der))
    }

    func add(_ name: String) { state.facts.withLock { _ = $0.listed.insert(name) } }
    func goDown(_ isDown: Bool) { state.facts.withLock { $0.isDown = isDown } }
    func advance(by duration: Duration) { state.facts.withLock { $0.elapsed += duration } }
}

private final class GitHubState: Sendable {
    struct Facts {
        var listed: Set<String> = ["k1"]
        var isDown = false
        var elapsed = Duration.zero
    }

    let facts = Mutex(Facts())
    private let start = ContinuousClock.now

    var now: ContinuousClock.Instant { start + facts.withLock { $0.elapsed } }
}

private func withSigners(
    allowsPrivate: Bool = true,
    _ body: @Sendable (LeakSigners, GitHubKeys) async throws -> Void
) async throws {
    let keys = ["k1": P256.Signing.PrivateKey(), "k2": P256.Signing.PrivateKey()]
    let pems = keys.mapValues(\.publicKey.pemRepresentation)
    let state = GitHubState()
    try await withStubServer { _ in
        let facts = state.facts.withLock { $0 }
        guard !facts.isDown else { return StubServer.Answer(status: 503, body: "") }
        let entries = pems.filter { facts.listed.contains($0.key) }.map { name, pem -> JSON in
            ["key_identifier": .string(name), "key": .string(pem), "is_current": true]
        }
        let document: JSON = ["public_keys": .array(entries)]
        return StubServer.Answer(body: document.text)
    } body: { server in
        let outbound = Outbound(allowsPrivate: allowsPrivate)
        let signers = LeakSigners(url: server.url, outbound: outbound) { state.now }
        try await body(signers, GitHubKeys(server, keys, state))
    }
}
