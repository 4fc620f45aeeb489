import Domain
import NIOHTTP1
import TestSupport
import Testing

/// The troubleshooting tables, and what the dashboard advises.
extension EnterpriseDashboardTests {
    @Test("401: without the header there is no key")
    func missingHeader() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            for headers in [[:], ["Authorization": ""], ["Authorization": key.secret]] as [HTTPHeaders] {
                let answer = try await portal.request(headers: headers)
                #expect(answer == .unauthorized("MISSING"))
            }
            let reply = try await portal.platform.check(.GET, "/v1/authorize")
            #expect(reply.headers.first(name: "WWW-Authenticate") == "Bearer realm=\"Latchkey\"")
        }
    }

    @Test("401: a typo is told from a key that does not exist")
    func invalidKey() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            let rest = key.secret.dropFirst(40)
            let mistyped = key.secret.prefix(40) + (rest.first == "a" ? "b" : "a") + rest.dropFirst()
            let foreign = KeyString.mint(
                prefix: "sk",
                environment: .live,
                route: .make(using: .system),
                using: .system
            )
            let answers = try await [
                String(mistyped), String(key.secret.dropLast()), "sk_live_", foreign.whole.expose(),
            ].asyncMap { try await portal.request(with: $0) }
            #expect(
                answers == [
                    .unauthorized("MALFORMED"), .unauthorized("MALFORMED"), .unauthorized("MALFORMED"),
                    .unauthorized("UNKNOWN"),
                ]
            )
        }
    }

    @Test("401: instead of a revoked or an expired key a new one is made, and works")
    func deadKeys() async throws {
        try await withPortal { portal in
            let revoked = try await portal.make(Self.form)
            let ending = try await portal.make(Self.form.with(["expires_on": "2027-01-16"]))
            expectStatus(try await portal.act("revoke", on: revoked.id), 200)
            try portal.move(to: "2027-01-16T00:00:00Z")
            let new = try await portal.make(Self.form)
            let answers = try await [revoked, ending, new].asyncMap { try await portal.request(with: $0.secret) }
            #expect(answers == [.unauthorized("REVOKED"), .unauthorized("EXPIRED"), .passes])
        }
    }

    @Test("401: a live key does not work in the sandbox, nor a test key in production")
    func wrongEnvironment() async throws {
        try await withPortal { portal in
            let live = try await portal.make(Self.form)
            let test = try await portal.make(Self.form.with(["environment": "TEST"]))
            let answers = [
                try await portal.request(with: live.secret, "?environment=LIVE"),
                try await portal.request(with: live.secret, "?environment=TEST"),
                try await portal.request(with: test.secret, "?environment=LIVE"),
                try await portal.request(with: test.secret, "?environment=TEST"),
            ]
            let wrong = GatewayAnswer.unauthorized("WRONG_ENVIRONMENT")
            #expect(answers == [.passes, wrong, wrong, .passes])
        }
    }

    @Test("403: a key that lacks a scope is replaced by one that has it, since scopes do not change")
    func insufficientScopes() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            let refused = try await portal.request(with: key.secret, "?scope=payouts:write")
            #expect(refused == .forbidden("INSUFFICIENT_SCOPE"))
            let told = try await portal.verify(key.secret, scopes: ["payouts:write"])
            #expect(told["missing_scopes"] == ["payouts:write"])
            let eTag = key.reply.headers.first(name: "ETag")
            for change in [["scopes": ["payouts:write"]], ["full_access": true]] as [JSON] {
                let reply = try await portal.ask(.PATCH, "/keys/\(key.id)", change, seen: eTag)
                #expect(reply.status == 422)
                #expect(reply.errors.allSatisfy { $0.hasSuffix("NOT_EDITABLE") } && !reply.errors.isEmpty)
            }
            let wider = try await portal.make(Self.form.with(["scopes": ["payouts:write"]]))
            let allowed = try await portal.request(with: wider.secret, "?scope=payouts:write")
            #expect(allowed == .passes)
        }
    }

    @Test("403: a key is its own tenant's, from the addresses that it was given")
    func resourceNotAccessible() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            let other = try await portal.platform.portal("enterprise-dashboard", portal.clock)
            let foreign = try await other.make(Self.form)
            let owners = try await [key, foreign].asyncMap { try await portal.verify($0.secret).string("tenant_id") }
            #expect(owners == [portal.tenant, other.tenant])
            expectProblem(try await portal.read(foreign.id), 404, "NOT_FOUND")

            let fenced = try await portal.make(Self.form.with(["ip_allowlist": ["192.0.2.0/24"]]))
            let answer = try await portal.request(with: fenced.secret)
            #expect(answer == .forbidden("IP_NOT_ALLOWED"))
        }
    }

    @Test("each application and environment has a key of its own, and losing one is not losing the others")
    func separateKeys() async throws {
        try await withPortal { portal in
            let keys = try await ["dev", "staging", "production"].asyncMap { name in
                try await portal.make([
                    "name": .string(name), "scopes": ["invoices:read"],
                    "environment": name == "production" ? "LIVE" : "TEST",
                ])
            }
            expectStatus(try await portal.act("revoke", on: keys[0].id), 200)
            let verdicts = try await keys.asyncMap { try await portal.verdict($0.secret) }
            #expect(verdicts == ["REVOKED", "VALID", "VALID"])
        }
    }

    @Test("keys that are not used any more are found before they are revoked")
    func unusedKeys() async throws {
        try await withPortal { portal in
            let idle = try await portal.make(Self.form)
            let used = try await portal.make(Self.form)
            try portal.move(to: "2027-04-20T12:00:00Z")
            _ = try await portal.request(with: used.secret)
            try await portal.expectCount(1, "request_count", of: used.id)
            let unused = try await portal.list("?unused_for=90d")
            #expect(unused == [idle.id])
            expectStatus(try await portal.act("revoke", on: idle.id, ["reason": "Not used"]), 200)
            let left = try await portal.list("?unused_for=90d&status=ACTIVE")
            #expect(left == [])
        }
    }

    @Test("business admins and advisors manage the dashboard's keys, and nobody else of the tenant")
    func roles() async throws {
        try await withPortal { portal in
            let advisor = try await portal.join(.advisor)
            let member = try await portal.join(.member)
            for somebody in [portal.admin, advisor] {
                expectStatus(try await portal.create(Self.form, as: somebody), 201)
            }
            expectProblem(try await portal.create(Self.form, as: member), 403, "ROLE_FORBIDDEN")
            expectProblem(try await portal.ask(.GET, "/keys", as: member), 403, "ROLE_FORBIDDEN")
        }
    }
}
