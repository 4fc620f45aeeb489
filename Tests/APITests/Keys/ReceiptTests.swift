import Domain
import NIOHTTP1
import Postgres
import Store
import TestSupport
import Testing

@Suite("A receipt that cannot be had", .timeLimit(.minutes(3)))
struct ReceiptTests {
    @Test("is said to be unknown; the change stands, and whoever sends it again under the same key gets a fresh one")
    func unknown() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            let revoke: @Sendable () async throws -> HTTPReply = {
                try await platform.send(
                    .POST,
                    admin.path + "/keys/\(id)/revoke",
                    ["reason": "Lost"],
                    token: admin.token,
                    headers: ["Idempotency-Key": "once"]
                )
            }
            let reply = try await platform.besideDeafVerifier(revoke)
            expectProblem(reply, 503, "RECEIPT_UNKNOWN")
            #expect(reply.headers.first(name: "Retry-After") == "1")
            #expect(!reply.text.contains("receipt\""))
            let read = try await platform.send(.GET, admin.path + "/keys/\(id)", token: admin.token)
            #expect(read.string("status") == "REVOKED")
            let verdict = try await platform.verdict(secret)
            #expect(verdict == "REVOKED")
            let trail = try await platform.auditTrail(of: admin.id).count

            let again = try await revoke()
            expectStatus(again, 200)
            #expect(again.headers.first(name: "Idempotent-Replayed") == "true")
            #expect(try again.json["key"] == read.json)
            expectReceipt(again["receipt"])
            let later = try await platform.auditTrail(of: admin.id).count
            #expect(later == trail)
        }
    }
}

extension TestPlatform {
    /// While the body runs, a verifier that renews its lease and hears of no change; it is gone afterwards.
    fileprivate func besideDeafVerifier<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let verifier = ID<VerifierInstance>(bits: 1)
        try await database.run("INSERT INTO leases (id, generation, acknowledged) VALUES (\(verifier), 0, 0)")
        let result = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    try await database.run("UPDATE leases SET generation = generation + 1 WHERE id = \(verifier)")
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            defer { group.cancelAll() }
            return try await body()
        }
        try await database.run("DELETE FROM leases WHERE id = \(verifier)")
        return result
    }
}
