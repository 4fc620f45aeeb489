import Domain
import Testing
import TestSupport

@testable import Operations

@Suite("A webhook's sealed secret")
struct WebhookSecretSealTests {
    private let tenant: ID<Tenant> = ID(bits: 1)
    private let endpoint: ID<WebhookEndpoint> = ID(bits: 2)

    @Test("opens for its endpoint in its tenant, and for no other")
    func bound() throws {
        let seal = WebhookSecretSeal(peppers: try .test)
        let secret = WebhookSecret.make(using: .system)
        let sealed = try seal.seal(secret, of: endpoint, in: tenant)
        #expect(try seal.open(sealed, of: endpoint, in: tenant).bytes.expose() == secret.bytes.expose())
        #expect(!Hex.encode(sealed.bytes).contains(Hex.encode(secret.bytes.expose())))
        #expect(throws: (any Error).self) { try seal.open(sealed, of: ID(bits: 3), in: tenant) }
        #expect(throws: (any Error).self) { try seal.open(sealed, of: endpoint, in: ID(bits: 3)) }
    }

    @Test("moves to the newest pepper, the one before with it, while that signs")
    func resealed() throws {
        let old = try Peppers(parsing: "1:\(Base64.encode([UInt8](repeating: 1, count: 32)))")
        let now = Instant(microseconds: 0)
        let secrets = [WebhookSecret.make(using: .seeded(1)), .make(using: .seeded(2))]
        let before = WebhookSecretSeal(peppers: old)
        let made = WebhookEndpoint(
            id: endpoint,
            tenant: tenant,
            url: "https://hooks.example/",
            description: "",
            events: [.keyCreated],
            secret: try before.seal(secrets[0], of: endpoint, in: tenant),
            createdAt: now,
            createdBy: ID(bits: 4),
            updatedAt: now,
            version: 1
        )
        let rotated = made.rotated(
            to: try before.seal(secrets[1], of: endpoint, in: tenant),
            grace: .seconds(60),
            at: now
        )
        let both = WebhookSecretSeal(peppers: try .test)
        let moved = try #require(try both.resealed(rotated, at: now))
        #expect(moved.secrets(at: now).map(\.pepperID) == [2, 2])
        let opened = try both.secrets(of: moved, at: now).map { $0.bytes.expose() }
        #expect(opened == [secrets[1].bytes.expose(), secrets[0].bytes.expose()])
        #expect(try both.resealed(moved, at: now) == nil)
        let later = try #require(try both.resealed(rotated, at: now + .seconds(60)))
        #expect(later.previous == nil)
        #expect(throws: Failure.self) { try before.secrets(of: moved, at: now) }
    }
}
