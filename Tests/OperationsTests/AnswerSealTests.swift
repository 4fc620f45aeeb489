import Domain
import Store
import Testing
import TestSupport

@testable import Operations

@Suite("A kept answer")
struct AnswerSealTests {
    private let answer = Replay(body: ["key": ["name": "Till"], "secret": "sk_live_…"], eTag: "\"1\"")
    private let now = Instant(microseconds: 0)
    private let actor: ID<User> = ID(bits: 1)

    @Test("is opened for the request that it answered")
    func roundTrip() throws {
        let (seal, request) = (AnswerSeal(peppers: try .test), try request())
        let id = seal.id(of: request, by: actor)
        let sealed = try seal.seal(answer, to: request, as: id, at: now)
        let opened = try #require(try seal.open(sealed, for: request, as: id))
        #expect(opened.body == answer.body)
        #expect(opened.eTag == answer.eTag)
        let plain = Replay(body: [:], eTag: nil)
        let other = try seal.open(try seal.seal(plain, to: request, as: id, at: now), for: request, as: id)
        #expect(other?.body == [:])
        #expect(other?.eTag == nil)
    }

    @Test("is found by the actor, the method, the path and the key, each of them whole")
    func identity() throws {
        let seal = AnswerSeal(peppers: try .test)
        let ids = [
            seal.id(of: try request(), by: actor),
            seal.id(of: try request(), by: ID(bits: 2)),
            seal.id(of: try request(method: "PUT"), by: actor),
            seal.id(of: try request(path: "/v1/tenants/b"), by: actor),
            seal.id(of: try request(key: "other"), by: actor),
            seal.id(of: try request(path: "/v1/tenants/akey", key: "k"), by: actor),
        ]
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.count == 32 })
        // Which body comes with it does not matter: another one is to be noticed.
        #expect(seal.id(of: try request(body: "{}"), by: actor) == ids[0])
    }

    @Test("is refused to another body")
    func otherBody() throws {
        let (seal, request) = (AnswerSeal(peppers: try .test), try request())
        let id = seal.id(of: request, by: actor)
        let sealed = try seal.seal(answer, to: request, as: id, at: now)
        for body in ["", "{}", #"{"name":"till"}"#, #"{"name":"Till"} "#] {
            let failure = #expect(throws: Failure.self) {
                try seal.open(sealed, for: try self.request(body: body), as: id)
            }
            #expect(failure?.code == .idempotencyKeyReused)
        }
    }

    @Test("is of no use in another one's place, and does not show that two bodies are the same")
    func moved() throws {
        let (seal, request) = (AnswerSeal(peppers: try .test), try request())
        let (one, two) = (seal.id(of: request, by: actor), seal.id(of: request, by: ID(bits: 2)))
        let sealed = try seal.seal(answer, to: request, as: one, at: now)
        let neighbour = try seal.seal(answer, to: request, as: two, at: now)
        #expect(sealed.bodyMAC != neighbour.bodyMAC)
        let moved = SealedAnswer(
            createdAt: now,
            pepperID: sealed.pepperID,
            bodyMAC: neighbour.bodyMAC,
            answer: sealed.answer
        )
        #expect(throws: (any Error).self) { try seal.open(moved, for: request, as: two) }
    }

    @Test("outlives the pepper's rotation, and ends when its pepper is taken away")
    func rotation() throws {
        let request = try request()
        let (old, both) = (
            try Peppers(parsing: "1:" + pepper(1)), try Peppers(parsing: "2:\(pepper(2)),1:\(pepper(1))")
        )
        let id = AnswerSeal(peppers: old).id(of: request, by: actor)
        #expect(AnswerSeal(peppers: both).id(of: request, by: actor) == id)
        let sealed = try AnswerSeal(peppers: old).seal(answer, to: request, as: id, at: now)
        #expect(try AnswerSeal(peppers: both).open(sealed, for: request, as: id)?.body == answer.body)
        let without = try Peppers(parsing: "2:" + pepper(2))
        #expect(try AnswerSeal(peppers: without).open(sealed, for: request, as: id) == nil)
        // Another pepper that came to the same number does not do.
        let impostor = try Peppers(parsing: "1:" + pepper(3))
        #expect(throws: (any Error).self) { try AnswerSeal(peppers: impostor).open(sealed, for: request, as: id) }
    }

    @Test("under a pepper that is gone is not told again: what was asked for is done anew")
    func pepperGone() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            let policy = try await ReadPolicy(platform: stage.platform)(of: tenant, call: stage.staff)
            let draft = KeyDraft(name: "Till", scopes: [policy.scopes[0].name])
            let call = Call(
                actor: stage.staff.actor,
                reason: .success("test"),
                idempotency: .success(try request(path: "/v1/tenants/\(tenant)/keys"))
            )
            let make = { (peppers: String) in
                let platform = Platform(database: Database(pool: stage.pool), peppers: try Peppers(parsing: peppers))
                return try await CreateKey(platform: platform)({ draft }, in: tenant, call: call)
            }
            let first = try await make("1:" + pepper(1))
            let rotated = try await make("2:\(pepper(2)),1:\(pepper(1))")
            #expect(rotated.isReplay)
            #expect(rotated.body == first.body)
            let anew = try await make("2:" + pepper(2))
            #expect(!anew.isReplay)
            #expect(anew.body["secret"] != first.body["secret"])
            #expect(try await make("2:" + pepper(2)).body == anew.body)
        }
    }

    private func request(
        method: String = "POST",
        path: String = "/v1/tenants/a",
        key: String = "key",
        body: String = #"{"name":"Till"}"#
    ) throws -> IdempotentRequest {
        try IdempotentRequest(key: key, method: method, path: path, body: Array(body.utf8))
    }

    private func pepper(_ byte: UInt8) -> String { Base64.encode([UInt8](repeating: byte, count: 32)) }
}
