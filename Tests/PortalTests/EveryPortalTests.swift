import Domain
import NIOHTTP1
import TestSupport
import Testing

/// What is the same in all five.
@Suite("Every portal")
struct EveryPortalTests {
    static let presets = [
        "partner-portal", "enterprise-dashboard", "merchant-portal", "tenant-settings", "business-integrations",
    ]

    /// The statuses of edit, disable, enable, rotate, duplicate, revoke.
    static let table: [(state: String, statuses: [UInt])] = [
        ("ACTIVE", [200, 200, 200, 200, 201, 200]), ("DISABLED", [200, 200, 200, 409, 201, 200]),
        ("REVOKED", [409, 409, 409, 409, 201, 200]), ("EXPIRED", [409, 409, 409, 409, 201, 200]),
    ]

    @Test("does with a key in each of its states what the table of states says", arguments: presets)
    func states(preset: String) async throws {
        try await withPortal(preset, keyLimit: 100) { portal in
            let form = try await portal.leastForm()
            for (state, statuses) in Self.table where preset != "merchant-portal" || state != "EXPIRED" {
                let keys = try await statuses.asyncMap { _ in try await portal.make(form, being: state) }
                if state == "EXPIRED" { portal.clock.advance(by: .seconds(30 * 86_400)) }
                let replies = [
                    try await portal.edit(keys[0], ["name": "Edited"]),
                    try await portal.act("disable", on: keys[1]), try await portal.act("enable", on: keys[2]),
                    try await portal.act("rotate", on: keys[3]), try await portal.act("duplicate", on: keys[4]),
                    try await portal.act("revoke", on: keys[5]),
                ]
                var expected = statuses
                if preset == "merchant-portal", state == "ACTIVE" { expected[5] = 409 }
                #expect(replies.map(\.status) == expected, "\(state)")
            }
        }
    }

    @Test("restricts a key to addresses, at its creation and later, and lets it loose again", arguments: presets)
    func addresses(preset: String) async throws {
        try await withPortal(preset) { portal in
            let form = try await portal.leastForm()
            let key = try await portal.make(form.with(["ip_allowlist": ["192.0.2.0/24"]]))
            func verdicts() async throws -> [String?] {
                try await ["192.0.2.1", "198.51.100.1"].asyncMap { try await portal.verdict(key.secret, from: $0) }
            }
            #expect(try await verdicts() == ["VALID", "IP_NOT_ALLOWED"])
            expectStatus(try await portal.edit(key.id, ["ip_allowlist": ["198.51.100.0/24"]]), 200)
            #expect(try await verdicts() == ["IP_NOT_ALLOWED", "VALID"])
            expectStatus(try await portal.edit(key.id, ["ip_allowlist": []]), 200)
            #expect(try await verdicts() == ["VALID", "VALID"])
        }
    }
}

extension Portal {
    /// A key with as little as the portal asks for.
    fileprivate func leastForm() async throws -> JSON {
        let policy = try await ask(.GET, "/policy")
        let scope = try #require(policy["scopes", "0", "name"])
        guard policy.string("permission_model") == "GROUP" else { return ["name": "A key", "scopes": [scope]] }
        guard case .string(let name) = scope else { return .null }
        return ["name": "A key", "authorization_group_id": .string(try await group("Readers", [name]))]
    }

    /// The id of a key in this state; one that is to be EXPIRED will be so in 30 days.
    fileprivate func make(_ form: JSON, being state: String) async throws -> String {
        let key = try await make(state == "EXPIRED" ? form.with(["expires_in": "30d"]) : form)
        if ["DISABLED", "REVOKED"].contains(state) { expectStatus(try await act("disable", on: key.id), 200) }
        if state == "REVOKED" { expectStatus(try await act("revoke", on: key.id), 200) }
        return key.id
    }
}
