import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}")
struct ReadTenantTests {
    @Test("everybody with a role in it reads a tenant, its partner's admin and staff do too")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for role in Role.allCases {
                let reply = try await platform.send(.GET, cast.path, token: cast.token(of: role))
                expectStatus(reply, 200)
                #expect(reply.string("id") == cast.business)
                #expect(reply.string("name") == "The business")
                #expect(reply.string("parent_id") == cast.partnerAdmin.id)
                #expect(reply.string("policy") == "business-integrations")
            }
        }
    }

    @Test("says to each what they may do, as what they act, and whether they have to say why")
    func allowed() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for role in Role.allCases {
                let reply = try await platform.send(.GET, cast.path, token: cast.token(of: role))
                #expect(reply.string("acts_as") == role.rawValue)
                #expect(reply["needs_reason"] == .bool(role.isPlatform))
                #expect(reply["ceiling"] == .null)
            }
            let member = try await platform.send(.GET, cast.path, token: cast.token(of: .member))
            #expect(member["allowed_actions"] == ["tenant.read"])
            let advisor = try await platform.send(.GET, cast.path, token: cast.advisor.token)
            #expect(
                advisor["allowed_actions"] == [
                    "tenant.read", "policy.read", "limit.read", "limit.request", "group.read", "key.read", "key.create",
                    "key.update", "key.disable", "key.enable", "key.rotate", "key.duplicate", "key.revoke",
                    "audit.read",
                ]
            )
        }
    }

    @Test("says nothing of keys to whom its policy lets near none")
    func keyRoles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast("tenant-settings")
            let reply = try await platform.send(.GET, cast.path, token: cast.advisor.token)
            #expect(
                reply["allowed_actions"] == [
                    "tenant.read", "policy.read", "limit.read", "limit.request", "group.read", "audit.read",
                ]
            )
        }
    }

    @Test("tells who is bounded by a group what that holds")
    func ceiling() async throws {
        try await withPlatform { platform in
            let tenant = try await platform.makeAdmin()
            let scopes = Array(try await platform.catalogue(of: tenant).sorted().prefix(2))
            let bounded = try await platform.makeBounded(in: tenant, role: .advisor, to: scopes)
            let reply = try await platform.send(.GET, tenant.path, token: bounded.token)
            #expect(reply["ceiling"] == .strings(scopes))
        }
    }

    @Test("lets a partner resume what it suspended itself, and not what staff did")
    func suspended() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let (theirs, staffs): (JSON, JSON) = (
                ["tenant.read", "tenant.suspend", "tenant.resume"], ["tenant.read", "tenant.suspend"]
            )
            try await platform.suspend(cast.business, by: .partner)
            let own = try await platform.send(.GET, cast.path, token: cast.partnerAdmin.token)
            #expect(own["allowed_actions"] == theirs)
            try await platform.lift(cast.business)
            try await platform.suspend(cast.business)
            let staff = try await platform.send(.GET, cast.path, token: cast.partnerAdmin.token)
            #expect(staff["allowed_actions"] == staffs)
        }
    }

    @Test("another's tenant, one that does not exist, what is no id, and the platform itself are answered alike")
    func hidden() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let token = cast.stranger.token
            let missing = try await platform.send(.GET, "/v1/tenants/\(unknownID(Tenant.self))", token: token)
            expectProblem(missing, 404, "NOT_FOUND")
            for id in [
                cast.business, cast.partnerAdmin.id, "ten_1", "key_" + cast.business.dropFirst(4),
                cast.business.uppercased(),
                "..", ID<Tenant>.platform.description,
            ] {
                let reply = try await platform.send(.GET, "/v1/tenants/\(id)", token: token)
                #expect(reply.fingerprint == missing.fingerprint, "\(id)")
            }
            let upwards = try await platform.send(.GET, cast.partnerAdmin.path, token: cast.admin.token)
            #expect(upwards.fingerprint == missing.fingerprint)
        }
    }

    @Test("the platform itself is no tenant that anybody reads or changes")
    func platformItself() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let path = "/v1/tenants/\(ID<Tenant>.platform)"
            for suffix in ["", "/policy", "/keys", "/authorization-groups"] {
                let reply = try await platform.send(.GET, path + suffix, token: staff)
                expectProblem(reply, 404, "NOT_FOUND", nil, "\(suffix)")
            }
            for suffix in ["/keys", "/authorization-groups"] {
                let reply = try await platform.send(
                    .POST,
                    path + suffix,
                    [:],
                    token: staff,
                    headers: ["Latchkey-Reason": "test"]
                )
                expectProblem(reply, 404, "NOT_FOUND", nil, "\(suffix)")
            }
        }
    }
}
