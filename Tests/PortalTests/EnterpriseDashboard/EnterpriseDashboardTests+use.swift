import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Using keys, and looking at them.
extension EnterpriseDashboardTests {
    @Test("a request carries its key in the Authorization header, and what it may do comes back")
    func authorizationHeader() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            for scheme in ["Bearer", "bearer"] {
                let answer = try await portal.request(headers: ["Authorization": "\(scheme) \(key.secret)"])
                #expect(answer == .passes)
            }
            let reply = try await portal.platform.check(
                .POST,
                "/v1/authorize?scope=invoices:read",
                headers: ["Authorization": "Bearer \(key.secret)"]
            )
            #expect(reply.headers.first(name: "X-Key-Id") == key.id)
            #expect(reply.headers.first(name: "X-Tenant-Id") == portal.tenant)
            #expect(reply.headers.first(name: "X-Key-Scopes") == "invoices:read invoices:write")
            #expect(reply.headers.first(name: "X-Key-Environment") == "LIVE")
        }
    }

    @Test("a row of the dashboard has name, environment, creation, last use, scopes and status")
    func columns() async throws {
        try await withPortal { portal in
            let test = try await portal.make(Self.form.with(["environment": "TEST"]))
            try portal.move(to: "2027-01-15T12:00:01Z")
            let live = try await portal.make(Self.form)
            try portal.move(to: "2027-01-15T12:34:56.789Z")
            _ = try await portal.request(with: live.secret)
            try await portal.expectCount(1, "request_count", of: live.id)
            let list = try await portal.ask(.GET, "/keys")
            let row: JSON = [
                "name": "Production server", "scopes": ["invoices:read", "invoices:write"], "status": "ACTIVE",
            ]
            expectMembers(
                list["data", "0"],
                row.with([
                    "id": .string(live.id), "environment": "LIVE", "created_at": "2027-01-15T12:00:01.000Z",
                    "last_used_at": "2027-01-15T12:34:56.789Z",
                ])
            )
            expectMembers(
                list["data", "1"],
                row.with([
                    "id": .string(test.id), "environment": "TEST", "created_at": .string(noon), "last_used_at": nil,
                ])
            )
        }
    }

    @Test("the dashboard can be narrowed to one environment and to active or revoked keys")
    func filters() async throws {
        try await withPortal { portal in
            let live = try await portal.make(Self.form)
            portal.clock.advance(by: .seconds(1))
            let test = try await portal.make(Self.form.with(["environment": "TEST"]))
            let revoked = try await portal.make(Self.form)
            expectStatus(try await portal.act("revoke", on: revoked.id), 200)
            let lists = try await [
                "?environment=LIVE", "?environment=TEST", "?status=ACTIVE", "?status=REVOKED",
                "?status=ACTIVE&environment=LIVE",
            ].asyncMap { try await portal.list($0) }
            #expect(lists == [[live.id, revoked.id], [test.id], [test.id, live.id], [revoked.id], [live.id]])
        }
    }

    @Test("the dashboard shows what is used, and how much")
    func monitoring() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            _ = try await portal.make(Self.form)
            for _ in 0..<4 { _ = try await portal.request(with: key.secret) }
            _ = try await portal.request(with: key.secret, "?scope=clients:read")
            try await portal.expectCount(5, "request_count", of: key.id)
            try await portal.expectSummary(["total_requests": 5])
            for path in ["/usage", "/keys/\(key.id)/usage"] {
                let usage = try await portal.ask(
                    .GET,
                    path + "?interval=DAY&from=2027-01-15T00:00:00Z&to=2027-01-16T00:00:00Z"
                )
                expectMembers(try usage.json, ["requests": 5, "succeeded": 4, "failed": 1])
                expectMembers(usage["data", "0", "verdicts"], ["INSUFFICIENT_SCOPE": 1, "VALID": 4])
            }
            let unused = try await portal.list("?unused_for=1d")
            #expect(unused == [])
        }
    }
}

/// Revoking, rotating, expiring.
extension EnterpriseDashboardTests {
    @Test("with a revoked key of the dashboard requests get 401")
    func revoking() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            let revoked = try await portal.act("revoke", on: key.id)
            expectMembers(revoked["key"], ["status": "REVOKED"])
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .unauthorized("REVOKED"))
            let listed = try await portal.list("", "status")
            #expect(listed == ["REVOKED"])
        }
    }

    @Test("rotating by hand: a new key with the same scopes, the switch, then the old one is revoked")
    func rotatingByHand() async throws {
        try await withPortal { portal in
            let old = try await portal.make(Self.form)
            let scopes = try #require(old.reply["key", "scopes"])
            let new = try await portal.make(Self.form.with(["scopes": scopes]))
            #expect(new.reply["key", "scopes"] == old.reply["key", "scopes"])
            let meanwhile = try await [old, new].asyncMap { try await portal.request(with: $0.secret) }
            #expect(meanwhile == [.passes, .passes])
            expectStatus(try await portal.act("revoke", on: old.id), 200)
            let after = try await [old, new].asyncMap { try await portal.request(with: $0.secret) }
            #expect(after == [.unauthorized("REVOKED"), .passes])
        }
    }

    @Test("a duplicate has the same scopes and environment, and no date but one that is asked for")
    func duplicating() async throws {
        try await withPortal { portal in
            let form = Self.form.with(["environment": "TEST", "expires_on": "2027-02-01"])
            let key = try await portal.make(form)
            let plain = try MadeKey(try await portal.act("duplicate", on: key.id))
            expectMembers(
                plain.reply["key"],
                ["environment": "TEST", "scopes": ["invoices:read", "invoices:write"], "expires_at": nil]
            )
            #expect(plain.secret.hasPrefix("sk_test_"))
            let dated = try MadeKey(try await portal.act("duplicate", on: key.id, ["expires_on": "2027-03-01"]))
            #expect(dated.reply["key", "expires_at"] == "2027-03-01T00:00:00.000Z")
        }
    }

    @Test("rotating in one step: one key, two secrets, until the grace has passed")
    func rotatingInOneStep() async throws {
        try await withPortal { portal in
            let old = try await portal.make(Self.form.with(["environment": "TEST"]))
            let new = try MadeKey(try await portal.act("rotate", on: old.id, ["grace_seconds": 86_400]))
            #expect(new.id == old.id)
            #expect(new.secret.hasPrefix("sk_test_"))
            expectMembers(
                new.reply["key", "previous_secret"],
                [
                    "prefix": .string(old.secret.prefix("sk_test_".count + 16) + "…"),
                    "valid_until": "2027-01-16T12:00:00.000Z",
                ]
            )
            let meanwhile = try await [old, new].asyncMap { try await portal.request(with: $0.secret) }
            #expect(meanwhile == [.passes, .passes])
            portal.clock.move(to: try .at("2027-01-16T12:00:00Z") - .microseconds(1))
            let last = try await portal.request(with: old.secret)
            #expect(last == .passes)
            try portal.move(to: "2027-01-16T12:00:00Z")
            let after = try await [old, new].asyncMap { try await portal.request(with: $0.secret) }
            #expect(after == [.unauthorized("ROTATED"), .passes])
        }
    }

    @Test(
        "a key ends at midnight UTC on its expiration date, to the edge",
        arguments: [
            (noon, "2027-01-16", "2027-01-16T00:00:00.000Z"),
            ("2027-12-31T23:59:59.999Z", "2028-01-01", "2028-01-01T00:00:00.000Z"),
            ("2028-02-28T12:00:00.000Z", "2028-02-29", "2028-02-29T00:00:00.000Z"),
            ("2028-02-28T12:00:00.000Z", "2028-03-01", "2028-03-01T00:00:00.000Z"),
        ]
    )
    func midnight(now: String, date: String, end: String) async throws {
        try await withPortal(at: now) { portal in
            let key = try await portal.make(Self.form.with(["expires_on": .string(date)]))
            #expect(key.reply["key", "expires_at"] == .string(end))
            portal.clock.move(to: try .at(end) - .microseconds(1))
            let before = try await portal.request(with: key.secret)
            try portal.move(to: end)
            let after = try await portal.request(with: key.secret)
            #expect([before, after] == [.passes, .unauthorized("EXPIRED")])
            let status = try await portal.status(of: key.id)
            #expect(status == "EXPIRED")
        }
    }

    @Test("an expiration date is optional, a real one, and in the future: tomorrow at the earliest")
    func dates() async throws {
        try await withPortal { portal in
            let never = try await portal.make(Self.form)
            expectMembers(never.reply["key"], ["expires_at": nil, "expiration": "NEVER"])
            try await portal.expectRefusals([
                (Self.form.with(["expires_on": "2027-01-15"]), ["/expires_on NOT_IN_FUTURE"]),
                (Self.form.with(["expires_on": "2027-01-14"]), ["/expires_on NOT_IN_FUTURE"]),
                (Self.form.with(["expires_on": "2027-02-29"]), ["/expires_on INVALID_DATE"]),
                (Self.form.with(["expires_on": "31.01.2028"]), ["/expires_on INVALID_DATE"]),
                (Self.form.with(["expires_on": ""]), ["/expires_on INVALID_DATE"]),
            ])
        }
    }

    @Test("in the seven days before its end a key is shown as expiring soon")
    func expiringSoon() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form.with(["expires_on": "2027-01-25"]))
            for (time, expiration) in [
                (noon, "VALID"), ("2027-01-17T23:59:59.999Z", "VALID"), ("2027-01-18T00:00:00Z", "EXPIRING_SOON"),
                ("2027-01-24T23:59:59.999Z", "EXPIRING_SOON"), ("2027-01-25T00:00:00Z", "EXPIRED"),
            ] {
                try portal.move(to: time)
                let read = try await portal.read(key.id)
                #expect(read.string("expiration") == expiration, "\(time)")
                let found = try await portal.list("?expiration=EXPIRING_SOON")
                #expect(found == (expiration == "EXPIRING_SOON" ? [key.id] : []), "\(time)")
            }
        }
    }
}
