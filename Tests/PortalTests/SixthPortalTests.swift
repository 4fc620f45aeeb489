import Domain
import NIOHTTP1
import TestSupport
import Testing

/// A portal that is none of the five, made through the API alone: partners' test keys for couriers, which always end, may
/// be renewed by rotation, and can only lose permissions.
@Suite("A sixth portal")
struct SixthPortalTests {
    static let policy: JSON = [
        "permission_model": "SCOPES", "permission_editing": "NARROW_ONLY", "full_access": true,
        "scopes": [
            ["name": "parcels.read", "label": "Read Parcels", "description": "See where parcels are"],
            ["name": "parcels.write", "label": "Write Parcels", "description": "Send parcels"],
        ],
        "environments": ["TEST"], "secret_prefix": "courier", "expiry_mode": "REQUIRED", "expiry_presets": [],
        "expiry_default": "14d", "expiry_max": "60d", "date_ends": "DAY_END", "disable_before_revoke": true,
        "rotation_grace_max": 600, "rotation_sets_expiry": true, "key_limit": 2, "key_roles": ["PARTNER_ADMIN"],
        "rate_limit": nil,
    ]

    static let preset: JSON = [
        "name": "couriers", "tenant_kind": "PARTNER", "requires_parent": false, "offered_to_partners": false,
        "policy": policy,
    ]

    static let form: JSON = [
        "name": "Van", "environment": "TEST", "scopes": ["parcels.read", "parcels.write"],
    ]

    /// Lends the portal's first tenant.
    func withSixth(_ body: @escaping @Sendable (Portal) async throws -> Void) async throws {
        try await withPortal("partner-portal") { portal in
            let made = try await portal.ask(
                .POST,
                "/v1/policy-presets",
                Self.preset,
                as: portal.staff,
                because: "A portal for couriers"
            )
            expectStatus(made, 201)
            let tenant = try await portal.platform.makeTenant("couriers", kind: "PARTNER", name: "Couriers")
            let admin = try await portal.join(.partnerAdmin, in: tenant)
            try await body(
                Portal(portal.platform, portal.clock, tenant: tenant, partner: nil, admin: admin)
            )
        }
    }

    @Test("is made of a preset of the operator's own, whose every column a tenant copies")
    func copiesPolicy() async throws {
        try await withSixth { portal in
            let policy = try await portal.ask(.GET, "/policy")
            guard case .object(let columns) = Self.policy else { return }
            expectMembers(try policy.json, .object(columns.filter { $0.name != "key_limit" }))
            let limit = try await portal.ask(.GET, "/key-limit")
            expectMembers(try limit.json, ["limit": 2, "used": 0])
            let tenant = try await portal.ask(.GET, "")
            expectMembers(try tenant.json, ["policy": "couriers", "kind": "PARTNER"])
        }
    }

    @Test("has keys of its own kind: prefix, environment and catalogue, and no others")
    func makesKeys() async throws {
        try await withSixth { portal in
            let key = try await portal.make(Self.form)
            #expect(key.secret.wholeMatch(of: /courier_test_[0-9A-Za-z]{65}/) != nil)
            let verdicts = [
                try await portal.verdict(key.secret, scopes: ["parcels.write"], environment: "TEST"),
                try await portal.verdict(key.secret, environment: "LIVE"),
            ]
            #expect(verdicts == ["VALID", "WRONG_ENVIRONMENT"])
            try await portal.expectRefusals([
                (Self.form.without("environment"), ["/environment NOT_ALLOWED_BY_POLICY"]),
                (Self.form.with(["scopes": ["merchants:read"]]), ["/scopes/0 UNKNOWN_SCOPE"]),
            ])
            let all = try await portal.make(Self.form.without("scopes").with(["full_access": true]))
            #expect(all.reply["key", "scopes"] == ["parcels.read", "parcels.write"])
        }
    }

    @Test("ends its keys within 60 days, 14 unless asked, at the end of a day")
    func expiry() async throws {
        try await withSixth { portal in
            let usual = try await portal.make(Self.form)
            #expect(usual.reply["key", "expires_at"] == "2027-01-29T12:00:00.000Z")
            let dated = try await portal.make(Self.form.with(["expires_on": "2027-02-28"]))
            #expect(dated.reply["key", "expires_at"] == "2027-03-01T00:00:00.000Z")
            try await portal.expectRefusals([
                (Self.form.with(["expires_in": "61d"]), ["/expires_in NOT_ALLOWED_BY_POLICY"]),
                (Self.form.with(["expires_on": "2027-03-16"]), ["/expires_on NOT_ALLOWED_BY_POLICY"]),
            ])
        }
    }

    @Test("takes scopes away from its keys, never adds any")
    func narrowOnly() async throws {
        try await withSixth { portal in
            let key = try await portal.make(Self.form)
            let narrowed = try await portal.edit(key.id, ["scopes": ["parcels.read"]])
            expectStatus(narrowed, 200)
            let verdict = try await portal.verdict(key.secret, scopes: ["parcels.write"])
            #expect(verdict == "INSUFFICIENT_SCOPE")
            let widened = try await portal.edit(key.id, ["scopes": ["parcels.read", "parcels.write"]])
            #expect(widened.status == 422, "\(widened.text)")
            #expect(widened.pointers.allSatisfy { $0.hasPrefix("/scopes") } && !widened.pointers.isEmpty)
            let emptied = try await portal.edit(key.id, ["scopes": []])
            #expect(emptied.status == 422 && emptied.pointers == ["/scopes"], "\(emptied.text)")
        }
    }

    @Test("rotates with ten minutes of grace at most, and renews by that")
    func rotation() async throws {
        try await withSixth { portal in
            let key = try await portal.make(Self.form)
            let long = try await portal.act("rotate", on: key.id, ["grace_seconds": 601])
            #expect(long.status == 422 && long.pointers == ["/grace_seconds"], "\(long.text)")
            let rotated = try MadeKey(
                try await portal.act("rotate", on: key.id, ["grace_seconds": 600, "expires_in": "30d"])
            )
            #expect(rotated.reply["key", "expires_at"] == "2027-02-14T12:00:00.000Z")
            portal.clock.move(to: try .at("2027-01-15T12:10:00Z") - .microseconds(1))
            let during = try await [key, rotated].asyncMap { try await portal.verdict($0.secret) }
            try portal.move(to: "2027-01-15T12:10:00Z")
            let after = try await [key, rotated].asyncMap { try await portal.verdict($0.secret) }
            #expect(during == ["VALID", "VALID"] && after == ["ROTATED", "VALID"])
        }
    }

    @Test("disables before it revokes, stops at two keys, and knows its own roles")
    func rules() async throws {
        try await withSixth { portal in
            let key = try await portal.make(Self.form)
            expectProblem(try await portal.act("revoke", on: key.id), 409, "KEY_NOT_DISABLED")
            _ = try await portal.make(Self.form)
            expectProblem(try await portal.create(Self.form), 409, "KEY_LIMIT_REACHED")
            let member = try await portal.join(.member)
            let refused = try await portal.create(Self.form, as: member)
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
            expectStatus(try await portal.act("disable", on: key.id), 200)
            expectStatus(try await portal.act("revoke", on: key.id), 200)
            expectStatus(try await portal.create(Self.form), 201)
        }
    }

    @Test("revokes a key that has expired without its being disabled first, which it could not be")
    func revokesExpired() async throws {
        try await withSixth { portal in
            let key = try await portal.make(Self.form.with(["expires_in": "30d"]))
            expectProblem(try await portal.act("revoke", on: key.id), 409, "KEY_NOT_DISABLED")
            portal.clock.advance(by: .seconds(30 * 86_400))
            #expect(try await portal.status(of: key.id) == "EXPIRED")
            expectProblem(try await portal.act("disable", on: key.id), 409, "CONFLICT")
            let revoked = try await portal.act("revoke", on: key.id)
            expectStatus(revoked, 200)
            #expect(revoked.string("key", "status") == "REVOKED")
            #expect(try await portal.verdict(key.secret) == "REVOKED")
        }
    }

    @Test("keeps its rules when the preset changes, while its next tenant has the new ones")
    func presetChanges() async throws {
        try await withSixth { portal in
            let path = "/v1/policy-presets/couriers"
            let eTag = try await portal.ask(.GET, path, as: portal.staff).headers.first(name: "ETag")
            let changed = try await portal.ask(
                .PATCH,
                path,
                ["policy": ["secret_prefix": "parcel", "key_limit": 7]],
                as: portal.staff,
                because: "A new name",
                seen: eTag
            )
            expectStatus(changed, 200)
            let old = try await portal.make(Self.form)
            #expect(old.secret.hasPrefix("courier_test_"))

            let tenant = try await portal.platform.makeTenant("couriers", kind: "PARTNER", name: "More couriers")
            let admin = try await portal.join(.partnerAdmin, in: tenant)
            let next = Portal(portal.platform, portal.clock, tenant: tenant, partner: nil, admin: admin)
            let new = try await next.make(Self.form)
            #expect(new.secret.hasPrefix("parcel_test_"))
            let limit = try await next.ask(.GET, "/key-limit")
            expectMembers(try limit.json, ["limit": 7, "used": 1])
        }
    }

    @Test("changes its own rules for new keys and new changes only, by staff with a reason")
    func policyChanges() async throws {
        try await withSixth { portal in
            let key = try await portal.make(Self.form)
            let eTag = try await portal.ask(.GET, "/policy").headers.first(name: "ETag")
            let change: JSON = [
                "environments": ["LIVE"], "expiry_mode": "NONE", "expiry_default": nil, "expiry_max": nil,
                "rotation_sets_expiry": false,
            ]
            expectProblem(try await portal.ask(.PATCH, "/policy", change, seen: eTag), 403, "ROLE_FORBIDDEN")
            let silent = try await portal.ask(.PATCH, "/policy", change, as: portal.staff, seen: eTag)
            expectProblem(silent, 422, "REASON_REQUIRED")
            let changed = try await portal.ask(
                .PATCH,
                "/policy",
                change,
                as: portal.staff,
                because: "Out of the sandbox",
                seen: eTag
            )
            expectStatus(changed, 200)
            let live = try await portal.make(Self.form.with(["environment": "LIVE"]))
            expectMembers(live.reply["key"], ["environment": "LIVE", "expires_at": nil])
            let read = try await portal.read(key.id)
            expectMembers(try read.json, ["environment": "TEST", "expires_at": "2027-01-29T12:00:00.000Z"])
            let verdicts = try await [key, live].asyncMap { try await portal.verdict($0.secret) }
            #expect(verdicts == ["VALID", "VALID"])
        }
    }

    @Test("limits the rate of the keys that are made from then on, once its policy has a rate")
    func rate() async throws {
        try await withSixth { portal in
            let before = try await portal.make(Self.form)
            let eTag = try await portal.ask(.GET, "/policy").headers.first(name: "ETag")
            let changed = try await portal.ask(
                .PATCH,
                "/policy",
                ["rate_limit": ["requests": 2, "window_seconds": 86_400, "burst": 2]],
                as: portal.staff,
                because: "Too many vans",
                seen: eTag
            )
            expectStatus(changed, 200)
            let after = try await portal.make(Self.form)
            func answers(_ key: MadeKey) async throws -> [GatewayAnswer] {
                try await ["", "", "", "?limited=403"].asyncMap { try await portal.request(with: key.secret, $0) }
            }
            #expect(try await answers(before) == [.passes, .passes, .passes, .passes])
            let limited = GatewayAnswer(status: 429, code: "RATE_LIMITED")
            #expect(try await answers(after) == [.passes, .passes, limited, .forbidden("RATE_LIMITED")])
        }
    }

    @Test("can be offered to partners, who then make businesses with it by themselves, at the preset's limit")
    func offered() async throws {
        try await withPortal("partner-portal") { portal in
            let preset = Self.preset.with([
                "name": "courier-shops", "tenant_kind": "BUSINESS", "requires_parent": true,
                "offered_to_partners": true, "policy": Self.policy.with(["key_roles": ["BUSINESS_ADMIN"]]),
            ])
            let mine = try await portal.ask(.POST, "/v1/policy-presets", preset, because: "I want it")
            expectProblem(mine, 403, "ROLE_FORBIDDEN")
            let made = try await portal.ask(
                .POST,
                "/v1/policy-presets",
                preset,
                as: portal.staff,
                because: "A portal for shops"
            )
            expectStatus(made, 201)
            let again = try await portal.ask(
                .POST,
                "/v1/policy-presets",
                preset,
                as: portal.staff,
                because: "A portal for shops"
            )
            #expect(again.status == 409, "\(again.text)")
            let offered = try await portal.ask(.GET, "/v1/policy-presets")
            #expect(Set(offered.data("name")) == ["business-integrations", "courier-shops", "merchant-portal"])

            let form: JSON = [
                "name": "A shop", "kind": "BUSINESS", "parent_id": .string(portal.tenant), "policy": "courier-shops",
            ]
            let shop = try await portal.ask(.POST, "/v1/tenants", form)
            expectStatus(shop, 201)
            expectMembers(try shop.json, ["policy": "courier-shops", "key_limit": 2])
            let wider = try await portal.ask(.POST, "/v1/tenants", form.with(["key_limit": 3]))
            expectProblem(wider, 422, "VALIDATION_FAILED", ["/key_limit NOT_ALLOWED"])
            let alone = try await portal.ask(
                .POST,
                "/v1/tenants",
                form.without("parent_id"),
                as: portal.staff,
                because: "Without a partner"
            )
            expectProblem(alone, 422, "VALIDATION_FAILED", ["/policy NOT_ALLOWED"])
        }
    }
}
