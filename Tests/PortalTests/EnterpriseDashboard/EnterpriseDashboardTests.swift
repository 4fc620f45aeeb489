import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Document 001: a business with keys for production and for the sandbox, scopes or full access, and an optional last date.
@Suite("The enterprise dashboard")
struct EnterpriseDashboardTests {
    static let form: JSON = ["name": "Production server", "scopes": ["invoices:read", "invoices:write"]]

    static let scopes: JSON = [
        ["name": "invoices:read", "label": "Read Invoices", "description": "View invoices"],
        ["name": "invoices:write", "label": "Write Invoices", "description": "Create and update invoices"],
        ["name": "payment-links:read", "label": "Read Payment Links", "description": "View payment links"],
        ["name": "payment-links:write", "label": "Write Payment Links", "description": "Create payment links"],
        ["name": "clients:read", "label": "Read Clients", "description": "View clients"],
        ["name": "clients:write", "label": "Write Clients", "description": "Create and update clients"],
        ["name": "payouts:read", "label": "Read Payouts", "description": "View payouts"],
        ["name": "payouts:write", "label": "Write Payouts", "description": "Create payouts"],
        ["name": "disbursements:read", "label": "Read Disbursements", "description": "View disbursements"],
        ["name": "disbursements:write", "label": "Write Disbursements", "description": "Create disbursements"],
        ["name": "webhooks:read", "label": "Read Webhooks", "description": "View webhook endpoints"],
        ["name": "webhooks:write", "label": "Write Webhooks", "description": "Manage webhook endpoints"],
    ]

    static var scopeNames: [String] {
        guard case .array(let scopes) = scopes else { return [] }
        return scopes.compactMap { scope in
            guard case .string(let name)? = scope["name"] else { return nil }
            return name
        }
    }

    func withPortal(at time: String = noon, _ body: @escaping @Sendable (Portal) async throws -> Void) async throws {
        try await PortalTests.withPortal("enterprise-dashboard", at: time, body)
    }
}

/// Creating a key.
extension EnterpriseDashboardTests {
    @Test("live keys start with sk_live_ and test keys with sk_test_", arguments: [("LIVE", "live"), ("TEST", "test")])
    func environments(environment: String, segment: String) async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form.with(["environment": .string(environment)]))
            #expect(key.secret.hasPrefix("sk_\(segment)_"))
            expectMembers(key.reply["key"], ["environment": .string(environment)])
            let verdicts = try await ["LIVE", "TEST"].asyncMap {
                try await portal.verdict(key.secret, environment: $0)
            }
            #expect(verdicts == ["LIVE", "TEST"].map { $0 == environment ? "VALID" : "WRONG_ENVIRONMENT" })
        }
    }

    @Test("a key is for production unless it says otherwise, and for nothing else than the two")
    func otherEnvironments() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            #expect(key.reply.string("key", "environment") == "LIVE")
            try await portal.expectRefusals([
                (Self.form.with(["environment": "STAGING"]), ["/environment UNKNOWN_VALUE"]),
                (Self.form.with(["environment": "live"]), ["/environment UNKNOWN_VALUE"]),
                (Self.form.with(["environment": true]), ["/environment WRONG_TYPE"]),
            ])
        }
    }

    @Test("one signs in to the dashboard before anything else")
    func signsIn() async throws {
        try await withPortal { portal in
            for token in [nil, "no-such-session"] {
                let reply = try await portal.platform.send(.GET, portal.path + "/keys", token: token)
                expectProblem(reply, 401, "UNAUTHENTICATED")
                #expect(reply.headers.contains(name: "WWW-Authenticate"))
            }
            let token = try await portal.platform.signIn(portal.admin)
            let reply = try await portal.platform.send(.GET, portal.path + "/keys", token: token)
            expectStatus(reply, 200)
        }
    }

    @Test("a key of the dashboard has a descriptive name")
    func names() async throws {
        try await withPortal { portal in
            for name in goodNames + ["POS integration"] {
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

    @Test("the dashboard's scopes are twelve, each with what it allows")
    func catalogue() async throws {
        try await withPortal { portal in
            let policy = try await portal.ask(.GET, "/policy")
            #expect(policy["scopes"] == Self.scopes)
        }
    }

    @Test("a key is restricted to the scopes that it was given")
    func restricted() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            for scope in Self.scopeNames {
                let answer = try await portal.request(with: key.secret, "?scope=\(scope)")
                #expect(answer == (scope.hasPrefix("invoices:") ? .passes : .forbidden("INSUFFICIENT_SCOPE")))
            }
            try await portal.expectRefusals([
                (Self.form.without("scopes"), ["/scopes REQUIRED"]),
                (Self.form.with(["scopes": []]), ["/scopes REQUIRED"]),
                (Self.form.with(["scopes": ["customers:read"]]), ["/scopes/0 UNKNOWN_SCOPE"]),
                (Self.form.with(["colour": "green"]), ["/colour UNKNOWN_FIELD"]),
            ])
        }
    }

    @Test("full access is asked for by name or by choosing all scopes, and is the same")
    func fullAccess() async throws {
        try await withPortal { portal in
            let named = try await portal.make(["name": "By name", "full_access": true])
            let chosen = try await portal.make(["name": "By choice", "scopes": .strings(Self.scopeNames)])
            for key in [named, chosen] {
                #expect(key.reply["key", "scopes"] == .strings(Self.scopeNames))
                let verdict = try await portal.verdict(key.secret, scopes: Self.scopeNames)
                #expect(verdict == "VALID")
            }
            try await portal.expectRefusals([
                (
                    Self.form.with(["full_access": true]),
                    ["/full_access MUTUALLY_EXCLUSIVE", "/scopes MUTUALLY_EXCLUSIVE"]
                ),
                (["name": "Nothing", "full_access": false], ["/scopes REQUIRED"]),
                (["name": "Nothing", "full_access": "yes"], ["/full_access WRONG_TYPE", "/scopes REQUIRED"]),
            ])
        }
    }

    @Test("full access does not grow with the catalogue")
    func fullAccessStays() async throws {
        try await withPortal { portal in
            let key = try await portal.make(["name": "Everything", "full_access": true])
            guard case .array(let scopes) = Self.scopes else { return }
            let policy = try await portal.ask(.GET, "/policy")
            let more: JSON = ["name": "refunds:write", "label": "Write Refunds", "description": "Create refunds"]
            let changed = try await portal.ask(
                .PATCH,
                "/policy",
                ["scopes": .array(scopes + [more])],
                as: portal.staff,
                because: "Refunds are new",
                seen: policy.headers.first(name: "ETag")
            )
            expectStatus(changed, 200)
            let newer = try await portal.make(["name": "Everything", "full_access": true])
            let verdicts = try await [key, newer].asyncMap {
                try await portal.verdict($0.secret, scopes: ["refunds:write"])
            }
            #expect(verdicts == ["INSUFFICIENT_SCOPE", "VALID"])
        }
    }

    @Test("an integration that reports gets three scopes to read, and nothing to write")
    func minimalScopes() async throws {
        try await withPortal { portal in
            let key = try await portal.make([
                "name": "Reporting", "scopes": ["invoices:read", "payouts:read", "clients:read"],
            ])
            let answers = try await ["invoices:read", "payouts:read", "clients:read", "invoices:write"].asyncMap {
                try await portal.request(with: key.secret, "?scope=\($0)")
            }
            #expect(answers == [.passes, .passes, .passes, .forbidden("INSUFFICIENT_SCOPE")])
        }
    }

    @Test("the key is shown whole right after it was created")
    func secretAtOnce() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            expectStatus(key.reply, 201)
            #expect(key.secret.wholeMatch(of: /sk_live_[0-9A-Za-z]{65}/) != nil)
            #expect(key.reply.headers.first(name: "Cache-Control") == "no-store")
        }
    }

    @Test("the dashboard never shows a key again that was shown once")
    func secretOnce() async throws {
        try await withPortal { portal in
            try await portal.expectSecretIsGone(try await portal.make(Self.form))
        }
    }
}
