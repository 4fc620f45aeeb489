import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("A role mapping")
struct RoleMappingTests {
    @Test("makes people of the directory what it says, at once, and no more when it is gone")
    func life() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            let ada = try await directory.add("ada@tenant.example")
            _ = try await directory.add("bob@tenant.example")
            _ = try await directory.add(group: "Finance", [ada])
            #expect(try await platform.memberships(of: "ada@tenant.example", in: admin.id) == [])

            let finance = try await platform.map("Finance", to: .advisor, in: admin)
            let everybody = try await platform.map("*", to: .member, in: admin)
            #expect(
                try await platform.memberships(of: "ada@tenant.example", in: admin.id) == [
                    "ADVISOR SCIM", "MEMBER SCIM",
                ]
            )
            #expect(try await platform.memberships(of: "bob@tenant.example", in: admin.id) == ["MEMBER SCIM"])
            let list = try await platform.send(.GET, admin.path + "/role-mappings", token: admin.token)
            #expect(list.data("id") == [finance, everybody])

            for mapping in [finance, everybody] {
                let path = admin.path + "/role-mappings/\(mapping)"
                expectStatus(try await platform.send(.DELETE, path, token: admin.token), 204)
            }
            #expect(try await platform.memberships(of: "ada@tenant.example", in: admin.id) == [])
            #expect(try await platform.memberships(of: "bob@tenant.example", in: admin.id) == [])
        }
    }

    @Test(
        "is refused for what cannot be: a role above one's own, of another kind of tenant, a ceiling for keys, a second time"
    )
    func refusals() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let keys = try await platform.makeGroup(in: admin, scopes: ["customers:read"])
            let path = admin.path + "/role-mappings"
            let cases: [(JSON, UInt, String, [String]?)] = [
                (["directory_group": "A", "role": "SUPER_USER"], 403, "ROLE_FORBIDDEN", nil),
                (["directory_group": "A", "role": "PARTNER_ADMIN"], 403, "ROLE_FORBIDDEN", nil),
                (["directory_group": "A", "role": "KING"], 422, "VALIDATION_FAILED", ["/role UNKNOWN_VALUE"]),
                (
                    ["directory_group": " ", "role": "MEMBER", "authorization_group_id": .string(keys)], 422,
                    "VALIDATION_FAILED", ["/authorization_group_id UNKNOWN_GROUP", "/directory_group REQUIRED"]
                ),
                (
                    ["role": 1, "x": 1], 422, "VALIDATION_FAILED",
                    ["/directory_group REQUIRED", "/role WRONG_TYPE", "/x UNKNOWN_FIELD"]
                ),
            ]
            for (form, status, code, errors) in cases {
                expectProblem(try await platform.send(.POST, path, form, token: admin.token), status, code, errors)
            }
            _ = try await platform.map("Finance", to: .member, in: admin)
            let again: JSON = ["directory_group": "Finance", "role": "MEMBER"]
            expectProblem(try await platform.send(.POST, path, again, token: admin.token), 409, "CONFLICT")
            let staff = try await platform.makeStaff(.superUser)
            let partners: JSON = ["directory_group": "A", "role": "PARTNER_ADMIN"]
            let impossible = try await platform.send(
                .POST,
                path,
                partners,
                token: staff,
                headers: ["Latchkey-Reason": "test"]
            )
            expectProblem(impossible, 422, "VALIDATION_FAILED", ["/role INVALID_VALUE"])
        }
    }

    @Test("bounds its people by its ceiling")
    func ceiling() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            let person = try await platform.makeAdmin().person
            let group = try await platform.makeGroup(in: admin, type: "USER", scopes: ["customers:read"])
            _ = try await platform.map("*", to: .businessAdmin, in: admin, ceiling: group)
            _ = try await directory.add(person.email)
            let form: JSON = ["name": "A key", "scopes": ["customers:read", "invoices:read"]]
            let token = try await platform.signIn(person)
            let reply = try await platform.send(.POST, admin.path + "/keys", form, token: token)
            expectProblem(reply, 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("that makes the tenant's last admin stays: 409, and so does what SCIM says of them")
    func lastAdmin() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let tenant = try await platform.makeTenant()
            let byStaff = TestTenant(id: tenant, token: staff, person: platform.staff)
            let reason: HTTPHeaders = ["Latchkey-Reason": "test"]
            let path = byStaff.path
            let token = try await platform.send(
                .POST,
                path + "/directory-credentials",
                ["name": "Our directory"],
                token: staff,
                headers: reason
            ).string("token")
            let mapping: JSON = ["directory_group": "*", "role": "BUSINESS_ADMIN"]
            let mapped = try await platform.send(.POST, path + "/role-mappings", mapping, token: staff, headers: reason)
            let directory = TestDirectory(platform: platform, tenant: tenant, token: try #require(token), id: "")
            let ada = try await directory.add("ada@tenant.example")

            let id = try #require(mapped.string("id"))
            let deleted = try await platform.send(.DELETE, path + "/role-mappings/\(id)", token: staff, headers: reason)
            expectProblem(deleted, 409, "LAST_ADMIN")
            expectSCIM(try await directory.send(.DELETE, "/Users/\(ada)"), 409)
            let off: JSON = ["op": "replace", "path": "active", "value": false]
            expectSCIM(try await directory.patch("/Users/\(ada)", off), 409)
            #expect(try await platform.memberships(of: "ada@tenant.example", in: tenant) == ["BUSINESS_ADMIN SCIM"])

            // With a second one, either can go.
            _ = try await directory.add("bob@tenant.example")
            expectStatus(try await directory.send(.DELETE, "/Users/\(ada)"), 204)
            #expect(try await platform.memberships(of: "ada@tenant.example", in: tenant) == [])
        }
    }
}
