import Crypto
import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/audit-events/heads")
struct AuditHeadsTests {
    @Test("tells what was signed, and whoever has the public keys can check it")
    func signed() async throws {
        try await withTrail { trail in
            let set = try await trail.platform.send(.GET, "/v1/audit-keys")
            expectStatus(set, 200)
            guard case .array(let keys)? = set["keys"], let jwk = keys.first, case .string(let x)? = jwk["x"],
                case .string(let kid)? = jwk["kid"]
            else { throw NoKey() }
            #expect(jwk["kty"] == "OKP" && jwk["crv"] == "Ed25519")
            let key = try Curve25519.Signing.PublicKey(rawRepresentation: try #require(Base64URL.decode(x)))
            let heads = try await trail.heads()
            let rows = try await trail.platform.auditTrail(of: trail.admin.id)
            #expect(heads.map(\.sequence) == [9, 6])
            for head in heads {
                #expect(head.signer == kid)
                #expect(key.isValidSignature(head.signature, for: Array(head.claim.text.utf8)))
                #expect(head.claim.head == rows[Int(head.sequence) - 1].hash)
                #expect(head.claim.tenant == trail.id)
            }
            let claim = try #require(heads.first).claim
            #expect(
                claim.text
                    == "latchkey audit checkpoint 1\n\(trail.id)\nHEAD\n9\n\(Hex.encode(claim.head))\n\(claim.at)\n"
            )
            let page = try await trail.platform.send(.GET, trail.path + "/heads?limit=1", token: trail.admin.token)
            let cursor = try #require(page.string("next_cursor"))
            let next = try await trail.platform.send(
                .GET,
                trail.path + "/heads?limit=1&cursor=\(cursor)",
                token: trail.admin.token
            )
            guard case .array(let data)? = next["data"] else { throw NoKey() }
            #expect(data.map { $0["seq"] } == [6])
            #expect(next["next_cursor"] == .null)
        }
    }

    private struct NoKey: Error {}
}
