import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Document 003: a tenant's keys, each with an authorization group, an optional last day and an allowlist.
@Suite("The tenant's settings")
struct TenantSettingsTests {
    func withPortal(
        at time: String = noon,
        keyLimit: Int? = nil,
        _ body: @escaping @Sendable (Portal, _ form: JSON) async throws -> Void
    ) async throws {
        try await PortalTests.withPortal("tenant-settings", at: time, keyLimit: keyLimit) { portal in
            let group = try await portal.group("Payment readers", ["payments:read"])
            try await body(portal, ["name": "Mobile app", "authorization_group_id": .string(group)])
        }
    }
}

/// Who comes here, and what they see.
extension TenantSettingsTests {
    @Test("the tenant's admins and super users manage its keys, and nobody else")
    func audience() async throws {
        try await withPortal { portal, form in
            expectStatus(try await portal.create(form), 201)
            let reason = "Asked by the tenant"
            let byStaff = try await portal.ask(.POST, "/keys", form, as: portal.staff, because: reason)
            expectStatus(byStaff, 201)
            let silent = try await portal.ask(.POST, "/keys", form, as: portal.staff)
            expectProblem(silent, 422, "REASON_REQUIRED")
            let others = [
                try await portal.join(.advisor), try await portal.join(.member), try await portal.support(),
            ]
            for somebody in others {
                let reply = try await portal.ask(.POST, "/keys", form, as: somebody, because: reason)
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
                #expect(reply["roles"] == ["SUPER_USER", "BUSINESS_ADMIN"])
            }
            let row = try #require(
                try await portal.platform.auditTrail(of: portal.tenant).last { $0.row.contains("key.create") }?.row
            )
            let event = try JSON(parsing: Array(row.utf8))
            #expect(event["reason"] == .string(reason))
        }
    }

    @Test("a row of the settings has the key's name, status, group, end and last use")
    func columns() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form.with(["expires_on": "2027-03-31"]))
            try portal.move(to: "2027-01-15T15:00:00Z")
            _ = try await portal.request(with: key.secret)
            try await portal.expectCount(1, "request_count", of: key.id)
            let list = try await portal.ask(.GET, "/keys")
            let group = try #require(form["authorization_group_id"])
            expectMembers(
                list["data", "0"],
                [
                    "name": "Mobile app", "status": "ACTIVE", "expiration": "VALID",
                    "authorization_group": ["id": group, "name": "Payment readers"],
                    "expires_at": "2027-04-01T00:00:00.000Z", "last_used_at": "2027-01-15T15:00:00.000Z",
                ]
            )
        }
    }

    @Test("the list is filtered by status and by how near the end is; valid includes never")
    func filters() async throws {
        try await withPortal { portal, form in
            let ids = try await [
                form, form.with(["expires_on": "2027-12-31"]), form.with(["expires_on": "2027-01-20"]),
                form.with(["expires_on": "2027-01-15"]), form,
            ].asyncMap { form in
                portal.clock.advance(by: .seconds(1))
                return try await portal.make(form).id
            }
            expectStatus(try await portal.act("revoke", on: ids[4]), 200)
            try portal.move(to: "2027-01-16T00:00:00Z")
            let found = try await [
                "?status=ACTIVE", "?status=REVOKED", "?status=EXPIRED", "?status=ACTIVE,REVOKED",
                "?expiration=VALID&status=ACTIVE", "?expiration=EXPIRING_SOON", "?expiration=EXPIRED",
                "?expiration=NEVER", "?status=REVOKED&expiration=EXPIRED",
            ].asyncMap { try await portal.list($0) }
            #expect(
                found == [
                    [ids[2], ids[1], ids[0]], [ids[4]], [ids[3]], [ids[2], ids[1], ids[0], ids[4]],
                    [ids[1], ids[0]], [ids[2]], [ids[3]], [ids[0], ids[4]], [],
                ]
            )
            for name in ["status", "expiration", "environment", "unused_for", "sort", "colour"] {
                let reply = try await portal.ask(.GET, "/keys?\(name)=green")
                expectProblem(reply, 422, "VALIDATION_FAILED")
                #expect(reply.pointers == ["/query/\(name)"])
            }
        }
    }

    @Test("in its last seven days a key moves from valid to expiring soon, and at midnight to expired")
    func lastDays() async throws {
        try await withPortal(at: "2028-02-10T08:00:00.000Z") { portal, form in
            let key = try await portal.make(form.with(["expires_on": "2028-02-29"]))
            #expect(key.reply["key", "expires_at"] == "2028-03-01T00:00:00.000Z")
            for (time, filter) in [
                ("2028-02-22T23:59:59.999Z", "VALID"), ("2028-02-23T00:00:00Z", "EXPIRING_SOON"),
                ("2028-02-29T23:59:59.999Z", "EXPIRING_SOON"), ("2028-03-01T00:00:00Z", "EXPIRED"),
            ] {
                try portal.move(to: time)
                for asked in ["VALID", "EXPIRING_SOON", "EXPIRED"] {
                    let found = try await portal.list("?expiration=\(asked)")
                    #expect(found == (asked == filter ? [key.id] : []), "\(time) \(asked)")
                }
            }
        }
    }
}

/// The limit.
extension TenantSettingsTests {
    @Test("keys count toward the limit as 2 of 10; revoked and expired ones do not, disabled ones do")
    func countsTowardLimit() async throws {
        try await withPortal { portal, form in
            _ = try await portal.make(form)
            let disabled = try await portal.make(form)
            let revoked = try await portal.make(form)
            _ = try await portal.make(form.with(["expires_on": "2027-01-15"]))
            expectStatus(try await portal.act("disable", on: disabled.id), 200)
            expectStatus(try await portal.act("revoke", on: revoked.id), 200)
            let before = try await portal.ask(.GET, "/key-limit")
            expectMembers(
                try before.json,
                ["limit": 10, "used": 3, "remaining": 7, "pending_request": nil]
            )
            try portal.move(to: "2027-01-16T00:00:00Z")
            let after = try await portal.ask(.GET, "/key-limit")
            expectMembers(try after.json, ["limit": 10, "used": 2, "remaining": 8])
            try await portal.expectSummary(["limit": 10, "used": 2])
        }
    }

    @Test("the eleventh key is refused, and the answer lists keys that could be let go")
    func limitReached() async throws {
        try await withPortal { portal, form in
            let idle = try await portal.make(form.with(["name": "Never used"]))
            let ending = try await portal.make(form.with(["name": "Ends soon", "expires_on": "2027-01-18"]))
            try portal.move(to: "2027-01-15T14:00:00Z")
            for _ in 0..<8 { _ = try await portal.make(form) }
            let full = try await portal.create(form)
            expectProblem(full, 409, "KEY_LIMIT_REACHED")
            expectMembers(try full.json, ["limit": 10, "used": 10, "pending_request_id": nil])
            guard case .array(let candidates)? = full["candidates"] else {
                Issue.record("\(full.text)")
                return
            }
            let reasons = { (id: String) in candidates.first { $0["id"] == .string(id) }?["reasons"] }
            #expect(candidates.count == 2, "\(full.text)")
            #expect(reasons(idle.id) == ["NEVER_USED"])
            #expect(reasons(ending.id)?.text.contains("EXPIRING_SOON") == true)
            expectProblem(try await portal.act("duplicate", on: idle.id), 409, "KEY_LIMIT_REACHED")

            expectStatus(try await portal.act("revoke", on: idle.id), 200)
            expectStatus(try await portal.create(form), 201)
        }
    }

    @Test("at the limit a key is still rotated, disabled and enabled, since that takes no more room")
    func changesAtTheLimit() async throws {
        try await withPortal(keyLimit: 1) { portal, form in
            let key = try await portal.make(form)
            expectProblem(try await portal.create(form), 409, "KEY_LIMIT_REACHED")
            for verb in ["rotate", "disable", "enable"] {
                expectStatus(try await portal.act(verb, on: key.id), 200)
            }
            let limit = try await portal.ask(.GET, "/key-limit")
            expectMembers(try limit.json, ["limit": 1, "used": 1, "remaining": 0])
        }
    }

    @Test("support raises the limit when the tenant asks, to what was asked for or to another number, and says why")
    func limitRequests() async throws {
        try await withPortal(keyLimit: 1) { portal, form in
            _ = try await portal.make(form)
            let support = try await portal.support()
            let asked = try await portal.ask(
                .POST,
                "/limit-requests",
                ["requested_limit": 20, "reason": "More shops"]
            )
            expectStatus(asked, 201)
            expectMembers(
                try asked.json,
                ["status": "PENDING", "requested_limit": 20, "reason": "More shops", "current_limit": 1, "used": 1]
            )
            let id = try #require(asked.string("id"))
            let header = try await portal.ask(.GET, "/key-limit")
            #expect(header.string("pending_request", "id") == id)
            let full = try await portal.create(form)
            #expect(full["pending_request_id"] == .string(id))
            let again = try await portal.ask(.POST, "/limit-requests", ["requested_limit": 30, "reason": "Now"])
            expectProblem(again, 409, "LIMIT_REQUEST_PENDING")

            let inbox = try await portal.ask(.GET, "/v1/limit-requests?status=PENDING", as: support)
            #expect(inbox.data("id") == [id])
            #expect(inbox["data", "0", "tenant", "name"] == "The tenant")
            let approved = try await portal.ask(
                .POST,
                "/limit-requests/\(id)/approve",
                ["limit": 12, "reason": "Twelve for now"],
                as: support
            )
            expectStatus(approved, 200)
            let seen = try await portal.ask(.GET, "/limit-requests/\(id)")
            expectMembers(
                try seen.json,
                ["status": "APPROVED", "granted_limit": 12, "decision_reason": "Twelve for now"]
            )
            let raised = try await portal.ask(.GET, "/key-limit")
            expectMembers(try raised.json, ["limit": 12, "used": 1, "remaining": 11, "pending_request": nil])
            expectStatus(try await portal.create(form), 201)
        }
    }

    @Test("support can also deny, or raise a limit that nobody has asked about; the tenant itself can do neither")
    func limitDecisions() async throws {
        try await withPortal { portal, _ in
            let support = try await portal.support()
            let asked = try await portal.ask(.POST, "/limit-requests", ["requested_limit": 99, "reason": "Why not"])
            let id = try #require(asked.string("id"))
            for verb in ["approve", "deny"] {
                let reply = try await portal.ask(.POST, "/limit-requests/\(id)/\(verb)", ["reason": "I like it"])
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
            }
            expectProblem(
                try await portal.ask(.PUT, "/key-limit", ["limit": 99, "reason": "I like it"]),
                403,
                "ROLE_FORBIDDEN"
            )
            let denied = try await portal.ask(
                .POST,
                "/limit-requests/\(id)/deny",
                ["reason": "Use groups instead"],
                as: support
            )
            expectStatus(denied, 200)
            let late = try await portal.ask(
                .POST,
                "/limit-requests/\(id)/approve",
                ["reason": "After all"],
                as: support
            )
            expectProblem(late, 409, "LIMIT_REQUEST_DECIDED")
            let same = try await portal.ask(.GET, "/key-limit")
            expectMembers(try same.json, ["limit": 10, "pending_request": nil])

            let raised = try await portal.ask(.PUT, "/key-limit", ["limit": 15, "reason": "By phone"], as: support)
            expectStatus(raised, 200)
            expectMembers(try raised.json, ["limit": 15, "used": 0, "remaining": 15])
        }
    }

    @Test("a request for a limit has a number above the present one, and a reason")
    func wrongLimitRequests() async throws {
        try await withPortal { portal, _ in
            for (form, errors) in [
                ([:], ["/requested_limit REQUIRED", "/reason REQUIRED"]),
                (["requested_limit": 10, "reason": "The same"], ["/requested_limit NOT_A_RAISE"]),
                (["requested_limit": 9, "reason": "Fewer"], ["/requested_limit NOT_A_RAISE"]),
                (["requested_limit": "11", "reason": "More"], ["/requested_limit WRONG_TYPE"]),
                (["requested_limit": 11, "reason": .letters(1001)], ["/reason TOO_LONG"]),
                (["requested_limit": 11, "reason": "More", "urgent": true], ["/urgent UNKNOWN_FIELD"]),
            ] as [(JSON, [String])] {
                let reply = try await portal.ask(.POST, "/limit-requests", form)
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            for blank in ["", " "] as [JSON] {
                let reply = try await portal.ask(.POST, "/limit-requests", ["requested_limit": 11, "reason": blank])
                #expect(reply.status == 422 && reply.pointers == ["/reason"], "\(reply.text)")
            }
        }
    }
}
