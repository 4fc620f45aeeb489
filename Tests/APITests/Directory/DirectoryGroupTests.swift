import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("A directory's group")
struct DirectoryGroupTests {
    @Test("makes its members exactly what the mappings of its name say, whatever it is called")
    func privilege() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            _ = try await platform.map("Finance", to: .advisor, in: admin)
            let ada = try await directory.add("ada@tenant.example")
            let roles = { try await platform.memberships(of: "ada@tenant.example", in: admin.id) }
            for name in ["BUSINESS_ADMIN", "SUPER_USER", "finance", "Finance "] {
                _ = try await directory.add(group: name, [ada])
                #expect(try await roles() == [], "\(name)")
            }
            expectSCIM(try await directory.send(.POST, "/Groups", scimGroup("*", [ada])), 400, "invalidValue")
            let group = try await directory.add(group: "Finance", [ada])
            #expect(try await roles() == ["ADVISOR SCIM"])
            // Another name, another meaning.
            let rename = { (name: String) -> JSON in ["op": "replace", "path": "displayName", "value": .string(name)] }
            expectStatus(try await directory.patch("/Groups/\(group)", rename("Staff")), 200)
            #expect(try await roles() == [])
            expectStatus(try await directory.patch("/Groups/\(group)", rename("Finance")), 200)
            #expect(try await roles() == ["ADVISOR SCIM"])
            expectStatus(try await directory.send(.DELETE, "/Groups/\(group)"), 204)
            #expect(try await roles() == [])
        }
    }

    @Test("gains and loses members in every way that identity providers write it")
    func members() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            _ = try await platform.map("Finance", to: .advisor, in: admin)
            let ada = try await directory.add("ada@tenant.example")
            let bob = try await directory.add("bob@tenant.example")
            let group = try await directory.add(group: "Finance")
            let value = { (id: String) -> JSON in ["value": .string(id)] }
            let changes: [(JSON, [String])] = [
                (["op": "add", "path": "members", "value": [value(ada)]], ["ada"]),
                (["op": "Add", "path": "members", "value": [value(ada), value(bob)]], ["ada", "bob"]),
                (["op": "remove", "path": .string("members[value eq \"\(ada)\"]")], ["bob"]),
                (["op": "add", "value": ["members": [value(ada)]]], ["ada", "bob"]),
                (["op": "Remove", "path": "members", "value": [value(bob)]], ["ada"]),
                (["op": "replace", "path": "members", "value": [value(bob)]], ["bob"]),
                (["op": "remove", "path": "members"], []),
            ]
            for (change, expected) in changes {
                expectStatus(try await directory.patch("/Groups/\(group)", change), 200)
                for name in ["ada", "bob"] {
                    let roles = try await platform.memberships(of: "\(name)@tenant.example", in: admin.id)
                    #expect(roles == (expected.contains(name) ? ["ADVISOR SCIM"] : []), "\(change.text)")
                }
            }
            expectStatus(try await directory.send(.PUT, "/Groups/\(group)", scimGroup("Finance", [ada])), 200)
            let user = try await directory.send(.GET, "/Users/\(ada)")
            #expect(user["groups", "0", "display"] == "Finance")
            let all = try await directory.send(
                .POST,
                "/.search",
                [
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
                    "filter": .string("members eq \"\(ada)\" or userName sw \"ada\""),
                ]
            )
            // Each kind of resource has but one of these attributes.
            expectSCIM(all, 400, "invalidFilter")
        }
    }

    @Test(
        "has people of its own directory in it: another tenant's are nobody, and its own cannot be reached from there"
    )
    func walls() async throws {
        try await withPlatform { platform in
            let (admin, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let (own, foreign) = (
                try await platform.makeDirectory(in: admin), try await platform.makeDirectory(in: other)
            )
            let theirs = try await foreign.add("bob@tenant.example")
            let theirGroup = try await foreign.add(group: "Finance", [theirs])
            expectSCIM(try await own.send(.POST, "/Groups", scimGroup("Finance", [theirs])), 400, "invalidValue")
            let group = try await own.add(group: "Finance")
            let add: JSON = ["op": "add", "path": "members", "value": [["value": .string(theirs)]]]
            expectSCIM(try await own.patch("/Groups/\(group)", add), 400, "invalidValue")

            let bodies: [(HTTPMethod, JSON?)] = [
                (.GET, nil), (.PUT, scimUser("x@tenant.example")), (.DELETE, nil),
                (.PATCH, ["schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": []]),
            ]
            for (method, body) in bodies {
                for (kind, id) in [("Users", theirs), ("Groups", theirGroup)] {
                    let missing = kind == "Users" ? unknownID(DirectoryUser.self) : unknownID(DirectoryGroup.self)
                    let reply = try await own.send(method, "/\(kind)/\(id)", body)
                    expectSCIM(reply, 404, nil, "\(method) \(kind)")
                    let unknown = try await own.send(method, "/\(kind)/\(missing)", body)
                    #expect(reply.fingerprint == unknown.fingerprint)
                }
            }
            let found = try await own.send(.GET, "/Users?filter=id%20eq%20%22\(theirs)%22")
            #expect(found["totalResults"] == 0)
        }
    }

    @Test("of one name is there once")
    func uniqueness() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            let statuses = try await withThrowingTaskGroup(of: UInt.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await directory.send(.POST, "/Groups", scimGroup("Finance")).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201, 409, 409, 409])
        }
    }
}
