import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Many at once, or out of order, where a tenant has only so much.
@Suite("Attacks on limits and their order")
struct FlowAttacks {
    @Test("API6:2023 of twenty keys made at once where one has room, one is made")
    func lastPlace() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 1)
            let replies = try await atOnce(20) { number in
                try await platform.send(
                    .POST,
                    admin.path + "/keys",
                    ["name": .string("Key \(number)"), "scopes": ["customers:read"]],
                    token: admin.token
                )
            }
            #expect(replies.filter { $0.status == 201 }.count == 1)
            for reply in replies where reply.status != 201 { expectProblem(reply, 409, "KEY_LIMIT_REACHED") }
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("V2.3.2 no other way leads past the limit: duplicating, rotating and enabling make no room")
    func aroundTheLimit() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 1)
            let key = try await platform.makeKey(in: admin).id
            expectProblem(try await platform.ask(.duplicate, key, in: admin), 409, "KEY_LIMIT_REACHED")
            for ask in [Ask.disable, .enable, .rotate] {
                expectStatus(try await platform.ask(ask, key, in: admin), 200)
            }
            expectProblem(try await platform.ask(.duplicate, key, in: admin), 409, "KEY_LIMIT_REACHED")
            expectStatus(try await platform.ask(.revoke, key, in: admin), 200)
            let copy = try await platform.ask(.duplicate, key, in: admin)
            expectStatus(copy, 201)
            for ask in [Ask.enable, .rotate] {
                expectProblem(try await platform.ask(ask, key, in: admin), 409, "CONFLICT")
            }
        }
    }

    @Test("V2.3.4 of ten requests for a higher limit at once, one is taken")
    func onePendingRequest() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let replies = try await atOnce(10) { _ in try await platform.askForMore(in: admin) }
            #expect(replies.filter { $0.status == 201 }.count == 1)
            for reply in replies where reply.status != 201 { expectProblem(reply, 409, "LIMIT_REQUEST_PENDING") }
        }
    }

    @Test("V2.3.1 a request is decided once, however many decide it at once, and what the first says stays")
    func decidedOnce() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let staff = try await platform.makeStaff(.superUser)
            let request = try await platform.makeLimitRequest(in: admin)
            let replies = try await atOnce(10) { number in
                number.isMultiple(of: 2)
                    ? try await platform.approve(request, of: admin, staff)
                    : try await platform.deny(request, of: admin, staff)
            }
            #expect(replies.filter { $0.status == 200 }.count == 1)
            #expect(replies.filter { $0.status == 409 }.count == 9)
        }
    }

    @Test("V15.4.2 ten requests at once with one Idempotency-Key make one key, and tell one secret")
    func sameIdempotencyKey() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let replies = try await atOnce(10) { _ in
                try await platform.send(
                    .POST,
                    admin.path + "/keys",
                    ["name": "A key", "scopes": ["customers:read"]],
                    token: admin.token,
                    headers: ["Idempotency-Key": "order-4711"]
                )
            }
            let made = replies.filter { $0.status == 201 }
            #expect(Set(made.compactMap { $0.string("secret") }).count == 1)
            for reply in replies where reply.status != 201 { #expect(reply.status == 409, "\(reply.text)") }
            let list = try await platform.send(.GET, admin.path + "/keys", token: admin.token)
            #expect(list.data("id").count == 1)
        }
    }

    @Test("V2.3.3 a request that is refused in the end has done nothing on the way there")
    func allOrNothing() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 1)
            let key = try await platform.makeKey(in: admin).id
            let before = try await platform.everything(of: admin.id)
            let headers: HTTPHeaders = ["Idempotency-Key": "order-4711"]
            for _ in 0..<2 {
                let copy = try await platform.ask(.duplicate, key, in: admin, headers: headers)
                expectProblem(copy, 409, "KEY_LIMIT_REACHED")
                #expect(copy.headers["Idempotent-Replayed"] == [])
            }
            #expect(try await platform.everything(of: admin.id) == before)
        }
    }

    @Test("API6:2023 nobody grants through a group what their own ceiling leaves out")
    func pastTheCeiling() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let scopes = try await platform.catalogue(of: admin)
            let bounded = try await platform.makeBounded(in: admin, role: .businessAdmin, to: [scopes[0]])
            let part = try await platform.makeGroup(in: admin, name: "Part", scopes: [scopes[0]])
            let powerful = try await platform.makeKey(in: admin, scopes: scopes).id
            let group: JSON = ["name": "Mine", "type": "TENANT_API_KEY", "scopes": .strings(scopes)]
            let key: JSON = ["name": "A key", "scopes": .strings(scopes)]
            let attempts = [
                try await platform.send(.POST, admin.path + "/keys", key, token: bounded.token),
                try await platform.send(.POST, admin.path + "/authorization-groups", group, token: bounded.token),
                try await platform.ask(.duplicate, powerful, in: bounded),
                try await platform.ask(.rotate, powerful, in: bounded),
                try await platform.edit(
                    admin.path + "/authorization-groups/\(part)",
                    ["scopes": .strings(scopes)],
                    bounded.token
                ),
            ]
            for reply in attempts { expectProblem(reply, 403, "ROLE_FORBIDDEN") }
        }
    }
}
