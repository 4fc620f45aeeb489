import Domain
import NIOHTTP1
import TestSupport
import Testing

/// The keys and their properties.
extension BusinessIntegrationsTests {
    @Test(
        "each of a business's keys shows name, description, scopes, end, status, last use and requests of this period"
    )
    func properties() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form.with(["expires_at": "2027-02-01T00:00:00Z"]))
            portal.clock.advance(by: .seconds(1))
            let other = try await portal.make(Self.form.with(["name": "Book-keeping"]))
            try portal.move(to: "2027-01-15T13:00:00Z")
            for _ in 0..<2 { _ = try await portal.request(with: key.secret) }
            try await portal.expectCount(2, "request_count_this_period", of: key.id)
            let list = try await portal.ask(.GET, "/keys")
            #expect(list.data("id") == [other.id, key.id])
            expectMembers(
                list["data", "1"],
                Self.form.with([
                    "status": "ACTIVE", "expires_at": "2027-02-01T00:00:00.000Z",
                    "last_used_at": "2027-01-15T13:00:00.000Z", "request_count_this_period": 2,
                ])
            )
            expectMembers(
                list["data", "0"],
                ["name": "Book-keeping", "expires_at": nil, "last_used_at": nil, "request_count_this_period": 0]
            )
        }
    }

    @Test("a business's key is active, revoked or expired")
    func statuses() async throws {
        try await withPortal { portal in
            let ending = try await portal.make(Self.form.with(["expires_at": "2027-01-15T13:00:00Z"]))
            let revoked = try await portal.make(Self.form)
            let active = try await portal.make(Self.form)
            expectStatus(try await portal.act("revoke", on: revoked.id), 200)
            try portal.move(to: "2027-01-15T13:00:00Z")
            let statuses = try await [active, revoked, ending].asyncMap { try await portal.status(of: $0.id) }
            #expect(statuses == ["ACTIVE", "REVOKED", "EXPIRED"])
        }
    }

    @Test(
        "the count of requests begins anew with each billing period, at midnight UTC on the tenant's day",
        arguments: [
            (nil, "2027-01-31T23:59:59.000Z", "2027-02-01T00:00:00.000Z"),
            (15, "2027-02-14T23:59:59.000Z", "2027-02-15T00:00:00.000Z"),
            (28, "2028-02-27T23:59:59.000Z", "2028-02-28T00:00:00.000Z"),
            (28, "2028-03-27T23:59:59.000Z", "2028-03-28T00:00:00.000Z"),
            (1, "2028-02-29T23:59:59.000Z", "2028-03-01T00:00:00.000Z"),
        ] as [(Int?, String, String)]
    )
    func billingPeriods(day: Int?, lastSecond: String, start: String) async throws {
        try await withPortal(billingDay: day) { portal in
            let key = try await portal.make(Self.form)
            try portal.move(to: lastSecond)
            for _ in 0..<3 { _ = try await portal.request(with: key.secret) }
            try await portal.expectCount(3, "request_count_this_period", of: key.id)
            try portal.move(to: start)
            try await portal.expectCount(0, "request_count_this_period", of: key.id)
            _ = try await portal.request(with: key.secret)
            try await portal.expectCount(1, "request_count_this_period", of: key.id)
            try await portal.expectCount(4, "request_count", of: key.id)
        }
    }

    @Test("a key that is compromised or not needed any more is revoked, and is never restored")
    func revoking() async throws {
        try await withPortal { portal in
            let compromised = try await portal.make(Self.form)
            let unneeded = try await portal.make(Self.form)
            let body: JSON = ["reason": "In a public repository", "compromised": true]
            let first = try await portal.act("revoke", on: compromised.id, body)
            expectMembers(first["key"], ["status": "REVOKED", "revocation_reason": "In a public repository"])
            expectStatus(try await portal.act("revoke", on: unneeded.id), 200)
            for key in [compromised, unneeded] {
                let answer = try await portal.request(with: key.secret)
                #expect(answer == .unauthorized("REVOKED"))
                expectProblem(try await portal.act("enable", on: key.id), 409, "CONFLICT")
                expectProblem(try await portal.act("rotate", on: key.id), 409, "CONFLICT")
            }
            let new = try await portal.make(Self.form)
            let answer = try await portal.request(with: new.secret)
            #expect(answer == .passes)
        }
    }

    @Test("rotating keeps a key's settings and invalidates its old secret at once")
    func rotating() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form.with(["expires_at": "2027-06-01T00:00:00Z"]))
            let rotated = try MadeKey(try await portal.act("rotate", on: key.id))
            expectMembers(rotated.reply["key"], Self.form.with(["id": .string(key.id)]))
            #expect(rotated.reply["key", "expires_at"] == "2027-06-01T00:00:00.000Z")
            let answers = try await [key, rotated].asyncMap { try await portal.request(with: $0.secret) }
            #expect(answers == [.unauthorized("ROTATED"), .passes])
            for (body, pointer) in [
                (["grace_seconds": 60], "/grace_seconds"), (["expires_at": "2028-01-01T00:00:00Z"], "/expires_at"),
            ] as [(JSON, String)] {
                let reply = try await portal.act("rotate", on: key.id, body)
                #expect(reply.status == 422 && reply.pointers == [pointer], "\(reply.text)")
            }
            try await portal.expectSecretIsGone(rotated)
        }
    }

    @Test("integrations and environments have keys of their own, which end one by one")
    func separateKeys() async throws {
        try await withPortal { portal in
            let keys = try await ["Inventory sync - Staging", "Inventory sync - Production"].asyncMap { name in
                try await portal.make(Self.form.with(["name": .string(name)]))
            }
            expectStatus(try await portal.act("revoke", on: keys[0].id), 200)
            let verdicts = try await keys.asyncMap { try await portal.verdict($0.secret) }
            #expect(verdicts == ["REVOKED", "VALID"])
            let found = try await portal.list("?q=inventory%20sync%20-%20p", "name")
            #expect(found == ["Inventory sync - Production"])
        }
    }

    @Test("a temporary integration's key ends by itself, and says so seven days ahead")
    func temporary() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form.with(["expires_in": "30d"]))
            #expect(key.reply["key", "expires_at"] == "2027-02-14T12:00:00.000Z")
            portal.clock.move(to: try .at("2027-02-07T12:00:00Z") - .microseconds(1))
            let early = try await portal.list("?expiration=EXPIRING_SOON")
            try portal.move(to: "2027-02-07T12:00:00Z")
            let soon = try await portal.list("?expiration=EXPIRING_SOON")
            #expect([early, soon] == [[], [key.id]])
            try portal.move(to: "2027-02-14T12:00:00Z")
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .unauthorized("EXPIRED"))
        }
    }

    @Test("keys that nothing uses are found in a review, from the day on that makes them so")
    func reviewing() async throws {
        try await withPortal { portal in
            let never = try await portal.make(Self.form)
            portal.clock.advance(by: .seconds(1))
            let once = try await portal.make(Self.form)
            try portal.move(to: "2027-01-20T12:00:00Z")
            _ = try await portal.request(with: once.secret)
            try await portal.expectCount(1, "request_count", of: once.id)
            for (time, found) in [
                ("2027-04-15T11:59:59Z", []), ("2027-04-15T12:00:00Z", [never.id]),
                ("2027-04-20T11:59:59Z", [never.id]), ("2027-04-20T12:00:00Z", [once.id, never.id]),
            ] as [(String, [String])] {
                try portal.move(to: time)
                let unused = try await portal.list("?unused_for=90d")
                #expect(unused == found, "\(time)")
            }
        }
    }

    @Test("the usage of a business can be watched by the hour and by the day, over all its keys and for each")
    func usageDashboard() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            let other = try await portal.make(Self.form)
            _ = try await portal.request(with: key.secret)
            try portal.move(to: "2027-01-15T23:59:59Z")
            _ = try await portal.request(with: other.secret)
            try portal.move(to: "2027-01-16T00:00:00Z")
            _ = try await portal.request(with: key.secret)
            _ = try await portal.request(with: key.secret, "?scope=payments:read")
            try await portal.expectCount(3, "request_count", of: key.id)
            try await portal.expectCount(1, "request_count", of: other.id)

            let span = "from=2027-01-15T00:00:00Z&to=2027-01-17T00:00:00Z"
            func days(_ path: String) async throws -> [JSON?] {
                let reply = try await portal.ask(.GET, path + "?interval=DAY&" + span)
                expectStatus(reply, 200)
                return ["0", "1"].map { reply["data", $0, "requests"] }
            }
            #expect(try await days("/usage") == [2, 2])
            #expect(try await days("/keys/\(key.id)/usage") == [1, 2])
            #expect(try await days("/keys/\(other.id)/usage") == [1, 0])
            let hours = try await portal.ask(.GET, "/usage?interval=HOUR&" + span)
            guard case .array(let series)? = hours["data"] else {
                Issue.record("\(hours.text)")
                return
            }
            #expect(series.count == 48)
            #expect(
                series.map { $0["requests"] ?? nil }.enumerated().filter { $0.element != 0 }.map(\.offset) == [
                    12, 23, 24,
                ]
            )
            expectMembers(series[24], ["start": "2027-01-16T00:00:00.000Z", "succeeded": 1, "failed": 1])
        }
    }
}

/// Who may.
extension BusinessIntegrationsTests {
    @Test("a business admin has all of the integrations in hand, whoever made them")
    func businessAdmins() async throws {
        try await withPortal { portal in
            let advisor = try await portal.join(.advisor)
            let key = try await portal.make(Self.form, as: advisor)
            expectStatus(try await portal.edit(key.id, ["name": "Renamed"]), 200)
            for verb in ["disable", "enable", "rotate"] {
                expectStatus(try await portal.act(verb, on: key.id), 200)
            }
            expectStatus(try await portal.act("duplicate", on: key.id), 201)
            expectStatus(try await portal.act("revoke", on: key.id), 200)
        }
    }

    @Test("an advisor manages the integrations of client businesses, as long as they have access, and of no others")
    func advisors() async throws {
        try await withPortal { portal in
            let other = try await portal.platform.portal("business-integrations", portal.clock)
            let advisor = try await portal.join(.advisor)
            let key = try await portal.make(Self.form, as: advisor)
            #expect(try await portal.ask(.GET, "/keys", as: advisor).data("id") == [key.id])
            expectStatus(try await portal.edit(key.id, ["name": "By the advisor"], as: advisor), 200)
            for verb in ["rotate", "disable", "enable"] {
                expectStatus(try await portal.act(verb, on: key.id, as: advisor), 200)
            }
            let copy = try MadeKey(try await portal.act("duplicate", on: key.id, as: advisor))
            expectStatus(try await portal.act("revoke", on: copy.id, as: advisor), 200)
            #expect(try await portal.status(of: copy.id) == "REVOKED")
            expectProblem(try await other.ask(.GET, "/keys", as: advisor), 404, "NOT_FOUND")
            expectProblem(try await other.create(Self.form, as: advisor), 404, "NOT_FOUND")

            // Access to a second client, and the end of that to the first.
            try await portal.platform.join(advisor, to: other.tenant, as: .advisor)
            expectStatus(try await other.create(Self.form, as: advisor), 201)
            try await portal.platform.end(advisor, at: portal.clock.now + .seconds(60))
            portal.clock.advance(by: .seconds(60))
            expectProblem(try await portal.ask(.GET, "/keys", as: advisor), 404, "NOT_FOUND")
            let left = try await portal.read(key.id)
            #expect(left.string("status") == "ACTIVE")
        }
    }

    @Test("a partner's admin manages the integrations of the partner's businesses")
    func partners() async throws {
        try await withPortal { portal in
            let partner = try await portal.platform.makeTenant("partner-portal", kind: "PARTNER")
            let child = try await portal.platform.portal("business-integrations", portal.clock, parent: partner)
            let admin = try await portal.join(.partnerAdmin, in: partner)
            expectStatus(try await child.create(Self.form, as: admin), 201)
            expectProblem(try await portal.create(Self.form, as: admin), 404, "NOT_FOUND")
        }
    }

    @Test("members with other roles can neither create keys nor view them")
    func members() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            let member = try await portal.join(.member)
            let replies = [
                try await portal.create(Self.form, as: member), try await portal.ask(.GET, "/keys", as: member),
                try await portal.ask(.GET, "/keys/\(key.id)", as: member),
                try await portal.ask(.GET, "/keys/summary", as: member),
                try await portal.ask(.GET, "/keys/\(key.id)/usage", as: member),
                try await portal.ask(.GET, "/usage", as: member),
                try await portal.act("revoke", on: key.id, as: member),
                try await portal.act("rotate", on: key.id, as: member),
                try await portal.act("duplicate", on: key.id, as: member),
            ]
            for reply in replies {
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
                #expect(!reply.text.contains("Inventory"))
            }
            let status = try await portal.status(of: key.id)
            #expect(status == "ACTIVE")
        }
    }
}
