import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Generating a key.
extension PartnerPortalTests {
    @Test("a partner's system gets at the partner's data with a key: merchants to read, merchants to onboard")
    func programmaticAccess() async throws {
        try await withPortal { portal in
            let key = try await portal.make([
                "name": "Merchant onboarding", "scopes": ["merchants:read", "merchants:write"],
            ])
            for scope in ["merchants:read", "merchants:write"] {
                let answer = try await portal.request(with: key.secret, "?scope=\(scope)")
                #expect(answer == .passes)
            }
        }
    }

    @Test("a key of the partner has a name that says what it is for")
    func names() async throws {
        try await withPortal { portal in
            for name in goodNames {
                let reply = try await portal.create(Self.form.with(["name": name]))
                expectStatus(reply, 201)
                #expect(reply["key", "name"] == name)
            }
            try await portal.expectRefusals(
                [(Self.form.without("name"), ["/name REQUIRED"])]
                    + wrongNames.map { (Self.form.with($0.changes), $0.errors) }
            )
        }
    }

    @Test("the partner's scopes are five, each with a name, a label and a description")
    func catalogue() async throws {
        try await withPortal { portal in
            let policy = try await portal.ask(.GET, "/policy")
            let scopes: JSON = [
                ["name": "merchants:read", "label": "Read Merchants", "description": "View merchant list and details"],
                ["name": "merchants:write", "label": "Write Merchants", "description": "Create and update merchants"],
                [
                    "name": "analytics:read", "label": "Read Analytics",
                    "description": "View partner analytics and metrics",
                ],
                [
                    "name": "webhooks:manage", "label": "Manage Webhooks",
                    "description": "Configure and manage webhook endpoints",
                ],
                ["name": "reports:read", "label": "Read Reports", "description": "Download and view reports"],
            ]
            #expect(policy["scopes"] == scopes)
        }
    }

    @Test("at least one scope is chosen, and only from the partner's five")
    func scopes() async throws {
        try await withPortal { portal in
            try await portal.expectRefusals([
                (Self.form.without("scopes"), ["/scopes REQUIRED"]),
                (Self.form.with(["scopes": []]), ["/scopes REQUIRED"]),
                (Self.form.with(["scopes": "merchants:read"]), ["/scopes WRONG_TYPE"]),
                (Self.form.with(["scopes": ["merchants:delete"]]), ["/scopes/0 UNKNOWN_SCOPE"]),
                (Self.form.with(["scopes": ["reports:read", "invoices:read"]]), ["/scopes/1 UNKNOWN_SCOPE"]),
                (Self.form.with(["scopes": ["reports:read", "reports:read"]]), ["/scopes/1 DUPLICATE"]),
                (Self.form.without("scopes").with(["full_access": true]), ["/full_access NOT_ALLOWED_BY_POLICY"]),
            ])
            let catalogue = ["merchants:read", "merchants:write", "analytics:read", "webhooks:manage", "reports:read"]
            for scope in catalogue {
                let key = try await portal.make(Self.form.with(["scopes": [.string(scope)]]))
                for asked in catalogue {
                    let verdict = try await portal.verdict(key.secret, scopes: [asked])
                    #expect(verdict == (asked == scope ? "VALID" : "INSUFFICIENT_SCOPE"))
                }
            }
        }
    }

    @Test("a dashboard that reports gets two scopes, and cannot write merchants")
    func leastPrivilege() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            let answers = [
                try await portal.request(with: key.secret, "?scope=analytics:read&scope=reports:read"),
                try await portal.request(with: key.secret, "?scope=merchants:write"),
            ]
            #expect(answers == [.passes, .forbidden("INSUFFICIENT_SCOPE")])
        }
    }

    @Test(
        "a key lives 30 or 90 days, 1 or 2 years; 1 year unless chosen otherwise",
        arguments: [
            ("30d", noon, "2027-02-14T12:00:00.000Z"), ("90d", noon, "2027-04-15T12:00:00.000Z"),
            ("1y", noon, "2028-01-15T12:00:00.000Z"), ("2y", noon, "2029-01-15T12:00:00.000Z"),
            (nil, noon, "2028-01-15T12:00:00.000Z"),
            // Calendar years: through a leap year, from a leap day, and to one.
            ("1y", "2028-02-01T00:00:00.000Z", "2029-02-01T00:00:00.000Z"),
            ("1y", "2028-02-29T23:59:59.999Z", "2029-02-28T23:59:59.999Z"),
            ("2y", "2028-02-29T00:00:00.000Z", "2030-02-28T00:00:00.000Z"),
            ("1y", "2027-02-28T12:00:00.000Z", "2028-02-28T12:00:00.000Z"),
            ("30d", "2028-01-30T12:00:00.000Z", "2028-02-29T12:00:00.000Z"),
        ] as [(String?, String, String)]
    )
    func lifetimes(period: String?, now: String, end: String) async throws {
        try await withPortal(at: now) { portal in
            let form = period.map { Self.form.with(["expires_in": .string($0)]) } ?? Self.form
            let key = try await portal.make(form)
            #expect(key.reply["key", "expires_at"] == .string(end))
            portal.clock.move(to: try .at(end) - .microseconds(1))
            let before = try await portal.request(with: key.secret)
            #expect(before == .passes)
            try portal.move(to: end)
            let after = try await portal.request(with: key.secret)
            #expect(after == .unauthorized("EXPIRED"))
        }
    }

    @Test("a partner's key ends after one of the four periods, and in no other way")
    func otherExpiries() async throws {
        try await withPortal { portal in
            try await portal.expectRefusals([
                (Self.form.with(["expires_in": "7d"]), ["/expires_in NOT_ALLOWED_BY_POLICY"]),
                (Self.form.with(["expires_in": "365d"]), ["/expires_in NOT_ALLOWED_BY_POLICY"]),
                (Self.form.with(["expires_in": "3y"]), ["/expires_in NOT_ALLOWED_BY_POLICY"]),
                (Self.form.with(["expires_in": "forever"]), ["/expires_in NOT_ALLOWED_BY_POLICY"]),
                (Self.form.with(["expires_in": 30]), ["/expires_in WRONG_TYPE"]),
                (Self.form.with(["expires_on": "2027-12-31"]), ["/expires_on NOT_ALLOWED_BY_POLICY"]),
                (Self.form.with(["expires_at": "2027-12-31T00:00:00Z"]), ["/expires_at NOT_ALLOWED_BY_POLICY"]),
                (
                    Self.form.with(["expires_in": "1y", "expires_on": "2027-12-31"]),
                    ["/expires_in MUTUALLY_EXCLUSIVE", "/expires_on MUTUALLY_EXCLUSIVE"]
                ),
            ])
        }
    }

    @Test("a partner's key is for the live environment, and its form has no field but its own")
    func otherFields() async throws {
        try await withPortal { portal in
            let reply = try await portal.create(Self.form)
            #expect(reply.string("key", "environment") == "LIVE")
            try await portal.expectRefusals([
                (Self.form.with(["environment": "TEST"]), ["/environment NOT_ALLOWED_BY_POLICY"]),
                (Self.form.with(["colour": "green"]), ["/colour UNKNOWN_FIELD"]),
            ])
        }
    }

    @Test("generating shows the whole secret at once, and what holds it must not be stored")
    func secretAtOnce() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            expectStatus(key.reply, 201)
            #expect(key.reply.headers.first(name: "Cache-Control") == "no-store")
            #expect(key.secret.wholeMatch(of: /ptn_live_[0-9A-Za-z]{65}/) != nil)
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .passes)
        }
    }

    @Test("once the answer is gone, nobody gets at the partner's secret again")
    func secretOnce() async throws {
        try await withPortal { portal in
            try await portal.expectSecretIsGone(try await portal.make(Self.form))
        }
    }

    @Test("only the partner's admin generates keys; who may not is told which roles could")
    func roles() async throws {
        try await withPortal { portal in
            let member = try await portal.join(.member)
            let support = try await portal.support()
            for somebody in [member, support] {
                let reply = try await portal.ask(.POST, "/keys", Self.form, as: somebody, because: "Ticket 12")
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
                #expect(reply["roles"] == ["SUPER_USER", "PARTNER_ADMIN"])
            }
            let other = try await portal.platform.portal("partner-portal", portal.clock)
            let stranger = try await portal.create(Self.form, as: other.admin)
            expectProblem(stranger, 404, "NOT_FOUND")
            expectStatus(try await portal.create(Self.form), 201)
        }
    }
}
