import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("The last admin of a tenant")
struct LastAdminTests {
    @Test("cannot be demoted, given an end, removed, nor leave, until there is another one who stays")
    func stays() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.membership(of: admin)
            let path = admin.path + "/members/\(id)"
            let second = try await platform.makePerson(.businessAdmin, in: admin.id)
            let secondPath = try await platform.memberPath(of: second)
            // One with an end does not stay.
            let ending = try await platform.edit(secondPath, ["expires_at": "2098-12-31T00:00:00Z"], admin.token)
            expectStatus(ending, 200)
            _ = try await platform.makeInvitation("new@tenant.example", .businessAdmin, in: admin)
            let ceiling = try await platform.makeGroup(in: admin, type: "USER", scopes: ["customers:read"])
            for change: JSON in [["role": "MEMBER"], ["expires_at": "2098-12-31T00:00:00Z"]] {
                expectProblem(try await platform.edit(path, change, admin.token), 409, "LAST_ADMIN")
            }
            expectProblem(try await platform.send(.DELETE, path, token: second.token), 409, "LAST_ADMIN")
            let leave = "/v1/me/memberships/\(id)"
            expectProblem(try await platform.send(.DELETE, leave, token: admin.token), 409, "LAST_ADMIN")
            // To be bounded is to be an admin still.
            let bounded = try await platform.edit(path, ["authorization_group_id": .string(ceiling)], admin.token)
            expectStatus(bounded, 200)

            let unending = try await platform.send(
                .PATCH,
                secondPath,
                ["expires_at": nil],
                token: try await platform.signIn(platform.staff),
                headers: ["If-Match": "*", "Latchkey-Reason": "test"]
            )
            expectStatus(unending, 200)
            expectStatus(try await platform.send(.DELETE, leave, token: admin.token), 200)
            expectProblem(try await platform.send(.DELETE, secondPath, token: second.token), 409, "LAST_ADMIN")
        }
    }

    @Test("is not one who is disabled")
    func disabled() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let second = try await platform.makePerson(.businessAdmin, in: admin.id)
            let secondPath = try await platform.memberPath(of: second)
            try await platform.disable(second.person)
            let leave = "/v1/me/memberships/\(try await platform.membership(of: admin))"
            expectProblem(try await platform.send(.DELETE, leave, token: admin.token), 409, "LAST_ADMIN")
            expectStatus(try await platform.send(.DELETE, secondPath, token: admin.token), 200)
        }
    }

    @Test("stays also when two demote, remove or leave at the same time, 500 times", .timeLimit(.minutes(10)))
    func races() async throws {
        try await withPlatform { platform in
            let home = try await platform.makeTenant("business-integrations")
            let elsewhere = try await platform.makeTenant("business-integrations")
            var admins: [TestTenant] = []
            for _ in 0..<2 {
                let admin = try await platform.makePerson(.businessAdmin, in: home)
                // So that their session outlives their membership.
                try await platform.join(admin.person, to: elsewhere, as: .member)
                admins.append(admin)
            }
            var answers: [String: Int] = [:]
            for round in 0..<500 {
                let way = Way.allCases[round % Way.allCases.count]
                let rivals = admins
                let paths = [
                    try await platform.membership(of: rivals[0]), try await platform.membership(of: rivals[1]),
                ]
                let replies = try await atOnce(2) { number in
                    try await platform.attack(way, paths[number], paths[1 - number], as: rivals[number])
                }
                for reply in replies { answers["\(way) \(reply.status) \(reply.code ?? "")", default: 0] += 1 }
                let left = try await platform.lastingAdmins(of: home)
                #expect(left > 0, "round \(round), \(way)")
                guard left < 2 else { continue }
                try await platform.restore(rivals, in: home)
            }
            print("last admin, 500 rounds:", answers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })
            #expect(answers.values.reduce(0, +) == 1000)
            #expect(answers.filter { $0.key.contains(" 200 ") }.values.reduce(0, +) >= 450, "hardly anything happened")
            #expect(
                answers.keys.allSatisfy {
                    $0.contains(" 200 ") || $0.contains(" 403 ") || $0.contains("LAST_ADMIN")
                        || $0.contains(" 404 ")
                }
            )
            try await platform.expectConsistent(home)
        }
    }

    enum Way: String, CaseIterable, Sendable {
        case demote, remove, leave
    }
}

extension TestPlatform {
    fileprivate func attack(
        _ way: LastAdminTests.Way,
        _ own: String,
        _ other: String,
        as admin: TestTenant
    ) async throws -> HTTPReply {
        let path = admin.path + "/members/\(other)"
        switch way {
        case .demote:
            return try await send(
                .PATCH,
                path,
                ["role": "MEMBER"],
                token: admin.token,
                headers: ["If-Match": "*"]
            )
        case .remove: return try await send(.DELETE, path, token: admin.token)
        case .leave: return try await send(.DELETE, "/v1/me/memberships/\(own)", token: admin.token)
        }
    }

    fileprivate func lastingAdmins(of tenant: String) async throws -> Int {
        let id: ID<Tenant> = try #require(ID(tenant))
        let rows = try await database.owner.query(
            """
            SELECT count(*) AS admins FROM memberships
            WHERE tenant_id = \(id) AND role = 'BUSINESS_ADMIN' AND expires_at IS NULL
            """
        )
        return try #require(rows.first).decode("admins")
    }

    /// Makes whoever is none an admin again.
    fileprivate func restore(_ admins: [TestTenant], in tenant: String) async throws {
        let id: ID<Tenant> = try #require(ID(tenant))
        for admin in admins {
            let role = try await database.strings(
                """
                SELECT role FROM memberships WHERE tenant_id = '\(uuid(id))'
                AND user_id = (SELECT id FROM users WHERE email = '\(admin.person.email)')
                """
            )
            if role == ["BUSINESS_ADMIN"] { continue }
            try await database.run(
                """
                DELETE FROM memberships WHERE tenant_id = \(id)
                AND user_id = (SELECT id FROM users WHERE email = \(admin.person.email))
                """
            )
            let membership = ID<Membership>.make(at: Instant(microseconds: 0), using: .system)
            try await database.run(
                """
                INSERT INTO memberships (tenant_id, id, user_id, role, created_at)
                SELECT \(id), \(membership), id, 'BUSINESS_ADMIN', clock_timestamp()
                FROM users WHERE email = \(admin.person.email)
                """
            )
        }
    }

    private func uuid(_ id: ID<Tenant>) -> String { Hex.encode(id.bytes) }
}
