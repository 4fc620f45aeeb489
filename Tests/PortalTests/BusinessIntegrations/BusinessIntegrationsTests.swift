import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Document 004: a business's integrations, in the hands of its admins and of the advisors whose client it is.
@Suite("The business's integrations")
struct BusinessIntegrationsTests {
    static let form: JSON = [
        "name": "Inventory sync", "description": "Nightly", "scopes": ["customers:read", "invoices:write"],
    ]

    func withPortal(
        at time: String = noon,
        billingDay: Int? = nil,
        _ body: @escaping @Sendable (Portal) async throws -> Void
    ) async throws {
        try await PortalTests.withPortal("business-integrations", at: time, billingDay: billingDay, body)
    }
}

/// Creating a key.
extension BusinessIntegrationsTests {
    @Test("a business's own system works with a key that it created")
    func integrates() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            #expect(key.secret.wholeMatch(of: /biz_live_[0-9A-Za-z]{65}/) != nil)
            let answers = [
                try await portal.request(headers: ["X-API-Key": key.secret], "?scope=customers:read"),
                try await portal.request(with: key.secret, "?scope=invoices:write"),
            ]
            #expect(answers == [.passes, .passes])
        }
    }

    @Test("an integration's key has a friendly name and, if wanted, notes on what it is for")
    func texts() async throws {
        try await withPortal { portal in
            for name in goodNames + ["Inventory sync - Production"] {
                let key = try await portal.make(Self.form.with(["name": name]))
                #expect(key.reply["key", "name"] == name)
            }
            let bare = try await portal.make(Self.form.without("description"))
            #expect(bare.reply["key", "description"] == "")
            let long = try await portal.make(Self.form.with(["description": .letters(1000)]))
            #expect(long.reply["key", "description"] == .letters(1000))
            try await portal.expectRefusals(
                [(Self.form.without("name"), ["/name REQUIRED"])]
                    + (wrongNames + wrongDescriptions).map { (Self.form.with($0.changes), $0.errors) }
            )
        }
    }

    @Test("an integration gets the scopes that it needs: at least one, and only what the business can give")
    func scopes() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            let verdicts = try await ["customers:read", "invoices:write", "payments:read"].asyncMap {
                try await portal.verdict(key.secret, scopes: [$0])
            }
            #expect(verdicts == ["VALID", "VALID", "INSUFFICIENT_SCOPE"])
            try await portal.expectRefusals([
                (Self.form.without("scopes"), ["/scopes REQUIRED"]),
                (Self.form.with(["scopes": []]), ["/scopes REQUIRED"]),
                (Self.form.with(["scopes": ["payouts:read"]]), ["/scopes/0 UNKNOWN_SCOPE"]),
                (Self.form.with(["colour": "green"]), ["/colour UNKNOWN_FIELD"]),
                (Self.form.without("scopes").with(["full_access": true]), ["/full_access NOT_ALLOWED_BY_POLICY"]),
                (
                    Self.form.with(["authorization_group_id": "grp_00000000000000000000000000"]),
                    ["/authorization_group_id NOT_ALLOWED_BY_POLICY"]
                ),
            ])
        }
    }

    @Test("an expiry is optional, and to the instant")
    func expiry() async throws {
        try await withPortal { portal in
            let never = try await portal.make(Self.form)
            expectMembers(never.reply["key"], ["expires_at": nil, "expiration": "NEVER"])
            let key = try await portal.make(Self.form.with(["expires_at": "2027-01-20T17:30:00.500+02:00"]))
            #expect(key.reply["key", "expires_at"] == "2027-01-20T15:30:00.500Z")
            portal.clock.move(to: try .at("2027-01-20T15:30:00.500Z") - .microseconds(1))
            let before = try await portal.request(with: key.secret)
            try portal.move(to: "2027-01-20T15:30:00.500Z")
            let after = try await portal.request(with: key.secret)
            #expect([before, after] == [.passes, .unauthorized("EXPIRED")])
        }
    }

    @Test("an expiry that is not in the future is refused, and so is what is no time")
    func wrongExpiry() async throws {
        try await withPortal { portal in
            try await portal.expectRefusals([
                (Self.form.with(["expires_at": .string(noon)]), ["/expires_at NOT_IN_FUTURE"]),
                (Self.form.with(["expires_at": "2026-12-31T00:00:00Z"]), ["/expires_at NOT_IN_FUTURE"]),
                (Self.form.with(["expires_at": "2027-02-30T00:00:00Z"]), ["/expires_at INVALID_TIME"]),
                (Self.form.with(["expires_at": "2027-06-01"]), ["/expires_at INVALID_TIME"]),
                (Self.form.with(["expires_at": 1_800_000_000]), ["/expires_at WRONG_TYPE"]),
                (
                    Self.form.with(["expires_at": "2027-06-01T00:00:00Z", "expires_in": "1y"]),
                    ["/expires_at MUTUALLY_EXCLUSIVE", "/expires_in MUTUALLY_EXCLUSIVE"]
                ),
            ])
        }
    }

    @Test("the secret of an integration's key is displayed once")
    func secretOnce() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            #expect(key.reply.headers.first(name: "Cache-Control") == "no-store")
            try await portal.expectSecretIsGone(key)
        }
    }

    @Test("a request that was repeated for lack of an answer makes no second key, and gets the same secret")
    func idempotency() async throws {
        try await withPortal { portal in
            let token = try await portal.platform.signIn(portal.admin)
            func send(_ form: JSON) async throws -> HTTPReply {
                try await portal.platform.send(
                    .POST,
                    portal.path + "/keys",
                    form,
                    token: token,
                    headers: ["Idempotency-Key": "click-1"]
                )
            }
            let (first, second) = (try await send(Self.form), try await send(Self.form))
            #expect(first.status == 201 && second.status == 201)
            #expect(first.body == second.body)
            #expect(second.headers.first(name: "Idempotent-Replayed") == "true")
            let ids = try await portal.list()
            #expect(ids.count == 1)
            let other = try await send(Self.form.with(["name": "Another"]))
            expectProblem(other, 422, "IDEMPOTENCY_KEY_REUSED")
        }
    }
}
