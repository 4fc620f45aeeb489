import Crypto
import Testing

@testable import Domain

struct AuditEventTests {
    private func event(actor: AuditActor?, before: JSON = nil, after: JSON = nil) -> AuditEvent {
        AuditEvent(
            id: ID(bits: 1),
            tenant: ID(bits: 2),
            sequence: 3,
            at: noon,
            actor: actor,
            action: "key.revoke",
            object: ID<APIKey>(bits: 4).description,
            before: before,
            after: after,
            reason: actor == nil ? nil : "leaked \"here\"",
            ip: actor == nil ? nil : ip("::ffff:10.0.0.1"),
            request: actor == nil ? nil : ID(bits: 5)
        )
    }

    @Test("the canonical row says who, what, before and after, from where, in a fixed order")
    func canonical() {
        let actor = AuditActor(user: ID(bits: 6), role: .advisor, onBehalfOf: ID(bits: 2))
        let row = event(actor: actor, before: ["status": "ACTIVE"], after: ["status": "REVOKED"]).canonicalRow
        #expect(
            row
                == #"{"id":"evt_00000000000000000000000001","tenant_id":"ten_00000000000000000000000002","seq":3,"#
                + #""at":"2026-11-21T12:00:00.000Z","actor":{"user_id":"usr_00000000000000000000000006","#
                + #""role":"ADVISOR","on_behalf_of":"ten_00000000000000000000000002"},"action":"key.revoke","#
                + #""object":"key_00000000000000000000000004","before":{"status":"ACTIVE"},"#
                + #""after":{"status":"REVOKED"},"reason":"leaked \"here\"","ip":"10.0.0.1","#
                + #""request_id":"req_00000000000000000000000005"}"#
        )
    }

    @Test("what the system does by itself has no actor")
    func system() throws {
        let row = try JSON(parsing: event(actor: nil).canonicalRow.utf8)
        for member in ["actor", "reason", "ip", "request_id", "before", "after"] { #expect(row[member] == .null) }
    }

    @Test("staff act on behalf of no tenant, members on behalf of the one whose membership allowed it")
    func onBehalfOf() {
        let partner = facts(1, .partner)
        let member = membership(.partnerAdmin, partner)
        let permit = Permit(action: .keyRevoke, role: .partnerAdmin, memberships: [member])
        #expect(AuditActor(actor(), permit).onBehalfOf == partner.id)
        #expect(AuditActor(actor(), Permit(action: .keyRevoke, role: .support, memberships: [])).onBehalfOf == nil)
    }
}

struct AuditChainTests {
    private func chain(_ rows: [String]) -> [AuditChain.Link] {
        var head = AuditChain.start
        return rows.enumerated().map { index, row in
            head = AuditChain.next(after: head, row: row)
            return AuditChain.Link(sequence: Int64(index + 1), row: row, hash: head)
        }
    }

    private func verified(_ links: [AuditChain.Link]) -> AuditChain.Verifier {
        var verifier = AuditChain.Verifier()
        verifier.follow(links)
        return verifier
    }

    @Test("the next link is SHA-256 over the previous one and the row")
    func next() {
        let expected = Array(SHA256.hash(data: [UInt8](repeating: 0, count: 32) + Array("row".utf8)))
        #expect(AuditChain.next(after: AuditChain.start, row: "row") == expected)
    }

    @Test("an intact chain is followed to its head, page by page")
    func intact() {
        let links = chain(["a", "b", "c", "d"])
        var verifier = AuditChain.Verifier()
        verifier.follow(links[..<3])
        verifier.follow(links[3...])
        #expect(verifier.firstBad == nil)
        #expect(verifier.events == 4)
        #expect(verifier.head == links[3].hash)
        #expect(verified([]).events == 0)
        #expect(verified([]).head == AuditChain.start)
    }

    @Test("a row changed, removed, added, swapped or hashed otherwise is found where it is")
    func broken() {
        let links = chain(["a", "b", "c", "d"])
        let changed = AuditChain.Link(sequence: 2, row: "B", hash: links[1].hash)
        let rehashed = AuditChain.Link(sequence: 2, row: "B", hash: AuditChain.next(after: links[0].hash, row: "B"))
        #expect(verified([links[0], changed, links[2]]).firstBad == 2)
        #expect(verified([links[0], rehashed, links[2]]).firstBad == 3)
        #expect(verified([links[0], links[2], links[3]]).firstBad == 2)
        #expect(verified([links[0], links[0], links[1]]).firstBad == 2)
        #expect(verified([links[0], links[2], links[1]]).firstBad == 2)
        #expect(verified(Array(links[1...])).firstBad == 1)
        let cut = AuditChain.Link(sequence: 1, row: "a", hash: Array(links[0].hash.dropLast()))
        #expect(verified([cut]).firstBad == 1)
    }

    @Test("nothing is followed beyond the first bad row")
    func stops() {
        let links = chain(["a", "b", "c"])
        var verifier = verified([links[0], links[2]])
        verifier.follow([links[1], links[2]])
        #expect(verifier.firstBad == 2)
        #expect(verifier.events == 1)
        #expect(verifier.head == links[0].hash)
    }
}
