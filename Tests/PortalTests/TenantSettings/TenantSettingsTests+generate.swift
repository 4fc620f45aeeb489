import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Generating a key.
extension TenantSettingsTests {
    @Test("the secret is copied from the answer that made the key, and masked from then on")
    func secretOnce() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            expectStatus(key.reply, 201)
            #expect(key.secret.wholeMatch(of: /tnt_live_[0-9A-Za-z]{65}/) != nil)
            #expect(key.reply.headers.first(name: "Cache-Control") == "no-store")
            try await portal.expectSecretIsGone(key)
        }
    }

    @Test("requests carry the key in the header X-API-Key")
    func apiKeyHeader() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            for name in ["X-API-Key", "x-api-key"] {
                let answer = try await portal.request(headers: [name: key.secret], "?scope=payments:read")
                #expect(answer == .passes)
            }
            let both = try await portal.request(headers: ["X-API-Key": key.secret, "Authorization": "Bearer other"])
            #expect(both == .unauthorized("AMBIGUOUS"))
        }
    }

    @Test("a key's name is required, and has 2 to 200 characters")
    func names() async throws {
        try await withPortal { portal, form in
            for name in goodNames {
                let reply = try await portal.create(form.with(["name": name]))
                expectStatus(reply, 201)
                #expect(reply["key", "name"] == name)
            }
            let found = try await portal.list("?q=caf%C3%89", "name")
            #expect(found == ["Caf\u{E9}"])
            try await portal.expectRefusals(
                [(form.without("name"), ["/name REQUIRED"])]
                    + wrongNames.map { (form.with($0.changes), $0.errors) }
            )
        }
    }

    @Test("a key's description is optional, and has up to 1000 characters")
    func descriptions() async throws {
        try await withPortal { portal, form in
            let without = try await portal.make(form)
            #expect(without.reply["key", "description"] == "")
            for text in ["", "What the app uses\nto pay", .letters(1000)] as [JSON] {
                let key = try await portal.make(form.with(["description": text]))
                #expect(key.reply["key", "description"] == text)
            }
            try await portal.expectRefusals(wrongDescriptions.map { (form.with($0.changes), $0.errors) })
        }
    }

    @Test("a key has one authorization group: of the tenant's own, of the type for keys")
    func groups() async throws {
        try await withPortal { portal, form in
            let other = try await portal.platform.portal("tenant-settings", portal.clock)
            let foreign = try await other.group("Foreign", ["payments:read"])
            let people = try await portal.group("People", ["payments:read"], type: "USER")
            let available = try await portal.ask(.GET, "/authorization-groups?type=TENANT_API_KEY")
            #expect(available.data("id").map(JSON.string) == [form["authorization_group_id"] ?? nil])
            let pointer = "/authorization_group_id"
            let unknown = ID<AuthorizationGroup>.make(at: portal.clock.now, using: .system).description
            try await portal.expectRefusals([
                (form.without("authorization_group_id"), ["\(pointer) REQUIRED"]),
                (form.with(["authorization_group_id": nil]), ["\(pointer) REQUIRED"]),
                (form.with(["authorization_group_id": 1]), ["\(pointer) WRONG_TYPE"]),
                (form.with(["authorization_group_id": "Payment readers"]), ["\(pointer) UNKNOWN_GROUP"]),
                (form.with(["authorization_group_id": .string(unknown)]), ["\(pointer) UNKNOWN_GROUP"]),
                (form.with(["authorization_group_id": .string(foreign)]), ["\(pointer) UNKNOWN_GROUP"]),
                (form.with(["authorization_group_id": .string(people)]), ["\(pointer) WRONG_GROUP_TYPE"]),
                (form.with(["scopes": ["payments:read"]]), ["/scopes NOT_ALLOWED_BY_POLICY"]),
                (form.with(["full_access": true]), ["/full_access NOT_ALLOWED_BY_POLICY"]),
            ])
        }
    }

    @Test("the group decides what a key may do, and editing the group changes all its keys at once")
    func groupsGovern() async throws {
        try await withPortal { portal, form in
            let keys = [try await portal.make(form), try await portal.make(form)]
            let group = try #require(keys[0].reply.string("key", "authorization_group", "id"))
            func answers(_ scope: String) async throws -> [GatewayAnswer] {
                try await keys.asyncMap { try await portal.request(with: $0.secret, "?scope=\(scope)") }
            }
            let path = "/authorization-groups/\(group)"
            let lacking = GatewayAnswer.forbidden("INSUFFICIENT_SCOPE")
            #expect(try await answers("payments:read") == [.passes, .passes])
            #expect(try await answers("invoices:read") == [lacking, lacking])

            for (scopes, payments, invoices) in [
                (["payments:read", "invoices:read"], GatewayAnswer.passes, .passes),
                (["invoices:read"], lacking, .passes),
            ] as [(JSON, GatewayAnswer, GatewayAnswer)] {
                let eTag = try await portal.ask(.GET, path).headers.first(name: "ETag")
                let edited = try await portal.ask(.PATCH, path, ["scopes": scopes], seen: eTag)
                expectStatus(edited, 200)
                #expect(edited["scopes"] == scopes)
                #expect(try await answers("payments:read") == [payments, payments])
                #expect(try await answers("invoices:read") == [invoices, invoices])
                let read = try await portal.read(keys[0].id)
                #expect(read["scopes"] == scopes)
            }
        }
    }

    @Test("a group is not deleted under the keys that have it, and the refusal says which")
    func groupsInUse() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            let group = try #require(key.reply.string("key", "authorization_group", "id"))
            let path = "/authorization-groups/\(group)"
            let refused = try await portal.ask(.DELETE, path)
            expectProblem(refused, 409, "GROUP_IN_USE")
            expectMembers(
                try refused.json,
                [
                    "key_count": 1, "member_count": 0, "members": [],
                    "keys": [["id": .string(key.id), "name": "Mobile app", "status": "ACTIVE"]],
                ]
            )
            expectStatus(try await portal.act("revoke", on: key.id), 200)
            expectStatus(try await portal.ask(.DELETE, path), 204)
            let read = try await portal.read(key.id)
            expectMembers(try read.json, ["authorization_group": nil, "scopes": ["payments:read"]])
        }
    }

    @Test(
        "with an expiration date a key works through that day and stops when it is over, in UTC",
        arguments: [
            (noon, "2027-01-15", "2027-01-16T00:00:00.000Z"),
            (noon, "2027-12-31", "2028-01-01T00:00:00.000Z"),
            ("2028-02-29T23:59:59.999Z", "2028-02-29", "2028-03-01T00:00:00.000Z"),
            ("2028-02-27T00:00:00.000Z", "2028-02-28", "2028-02-29T00:00:00.000Z"),
        ]
    )
    func expirationDates(now: String, date: String, end: String) async throws {
        try await withPortal(at: now) { portal, form in
            let key = try await portal.make(form.with(["expires_on": .string(date)]))
            #expect(key.reply["key", "expires_at"] == .string(end))
            portal.clock.move(to: try .at(end) - .microseconds(1))
            let before = try await portal.request(with: key.secret)
            try portal.move(to: end)
            let after = try await portal.request(with: key.secret)
            #expect([before, after] == [.passes, .unauthorized("EXPIRED")])
        }
    }

    @Test("without an expiration date a key never expires")
    func never() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            expectMembers(key.reply["key"], ["expires_at": nil, "expiration": "NEVER"])
            try portal.move(to: "2127-01-15T12:00:00Z")
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .passes)
        }
    }

    @Test("an expiration date that is over is refused, and so is what is no date")
    func wrongDates() async throws {
        try await withPortal { portal, form in
            try await portal.expectRefusals([
                (form.with(["expires_on": "2027-01-14"]), ["/expires_on NOT_IN_FUTURE"]),
                (form.with(["expires_on": "2020-02-29"]), ["/expires_on NOT_IN_FUTURE"]),
                (form.with(["expires_on": "2027-02-29"]), ["/expires_on INVALID_DATE"]),
                (form.with(["expires_on": "2027-06-31"]), ["/expires_on INVALID_DATE"]),
                (form.with(["expires_on": "15/06/2027"]), ["/expires_on INVALID_DATE"]),
                (form.with(["expires_on": 20270615]), ["/expires_on WRONG_TYPE"]),
                (form.with(["expires_at": .string(noon)]), ["/expires_at NOT_IN_FUTURE"]),
                (
                    form.with(["expires_on": "2027-06-15", "expires_in": "30d"]),
                    ["/expires_in MUTUALLY_EXCLUSIVE", "/expires_on MUTUALLY_EXCLUSIVE"]
                ),
            ])
        }
    }

    @Test("an allowlist of addresses and CIDR ranges restricts from where a key may be used")
    func allowlist() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(
                form.with(["ip_allowlist": ["192.0.2.7", "198.51.100.0/24", "2001:db8::/32"]])
            )
            #expect(key.reply["key", "ip_allowlist"] == ["192.0.2.7", "198.51.100.0/24", "2001:db8::/32"])
            for (ip, verdict) in [
                ("192.0.2.7", "VALID"), ("192.0.2.8", "IP_NOT_ALLOWED"), ("198.51.100.255", "VALID"),
                ("198.51.101.0", "IP_NOT_ALLOWED"), ("2001:db8:1::1", "VALID"), ("2001:db9::1", "IP_NOT_ALLOWED"),
                ("::ffff:192.0.2.7", "VALID"), (nil, "IP_NOT_ALLOWED"),
            ] as [(String?, String)] {
                let told = try await portal.verdict(key.secret, from: ip)
                #expect(told == verdict, "\(ip ?? "nowhere")")
            }
            // The gateway here asks from 127.0.0.1.
            let outside = try await portal.request(with: key.secret)
            #expect(outside == .forbidden("IP_NOT_ALLOWED"))
            let local = try await portal.make(form.with(["ip_allowlist": ["127.0.0.0/8"]]))
            let inside = try await portal.request(with: local.secret)
            #expect(inside == .passes)
        }
    }

    @Test("an empty allowlist permits requests from any address")
    func emptyAllowlist() async throws {
        try await withPortal { portal, form in
            for list in [nil, .null, []] as [JSON?] {
                let key = try await portal.make(list.map { form.with(["ip_allowlist": $0]) } ?? form)
                #expect(key.reply["key", "ip_allowlist"] == [])
                let verdicts = try await ["192.0.2.1", "2001:db8::1", nil].asyncMap {
                    try await portal.verdict(key.secret, from: $0)
                }
                #expect(verdicts == ["VALID", "VALID", "VALID"])
            }
        }
    }

    @Test("each entry of an allowlist is an address or a CIDR range, up to a hundred, and the wrong ones are named")
    func wrongAllowlist() async throws {
        try await withPortal { portal, form in
            try await portal.expectRefusals(wrongAllowlists.map { (form.with($0.changes), $0.errors) })
            let hundred = JSON.array((1...100).map { .string("192.0.2.\($0)") })
            let key = try await portal.make(form.with(["ip_allowlist": hundred]))
            #expect(key.reply["key", "ip_allowlist"] == hundred)
        }
    }

    @Test("the form has no other fields, and all that is wrong with it is named at once")
    func wholeForm() async throws {
        try await withPortal { portal, form in
            try await portal.expectRefusals([
                (
                    [
                        "name": "a", "description": .letters(1001), "expires_on": "2027-01-01",
                        "ip_allowlist": ["10.0.0.1/8"], "key_name": "Mobile app", "environment": "TEST",
                    ],
                    [
                        "/authorization_group_id REQUIRED", "/description TOO_LONG",
                        "/environment NOT_ALLOWED_BY_POLICY", "/expires_on NOT_IN_FUTURE",
                        "/ip_allowlist/0 INVALID_ADDRESS", "/key_name UNKNOWN_FIELD", "/name TOO_SHORT",
                    ]
                )
            ])
            let none = try await portal.list()
            #expect(none == [])
        }
    }
}
