import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("Somebody of whom a directory tells")
struct DirectoryUserTests {
    @Test("is let in, and at the next request no more when they are inactive or deleted")
    func deprovisioning() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            _ = try await platform.map("*", to: .member, in: admin)
            // Somebody with a session of their own.
            let ada = try await platform.makeAdmin()
            let ask = { try await platform.send(.GET, admin.path, token: ada.token).status }
            #expect(try await ask() == 404)
            let id = try await directory.add(ada.person.email)
            #expect(try await ask() == 200)
            let off: JSON = ["op": "replace", "value": ["active": false]]
            expectStatus(try await directory.patch("/Users/\(id)", off), 200)
            #expect(try await ask() == 404)
            // As Entra ID writes it.
            let on: JSON = ["op": "Replace", "path": "active", "value": "True"]
            expectStatus(try await directory.patch("/Users/\(id)", on), 200)
            #expect(try await ask() == 200)
            expectStatus(try await directory.send(.DELETE, "/Users/\(id)"), 204)
            #expect(try await ask() == 404)
            expectSCIM(try await directory.send(.GET, "/Users/\(id)"), 404)
            // Their own tenant is nothing to that directory.
            let own = try await platform.send(.GET, ada.path, token: ada.token)
            expectStatus(own, 200)
        }
    }

    @Test("keeps what people gave them")
    func direct() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            _ = try await platform.map("*", to: .member, in: admin)
            let advisor = try await platform.makePerson(.advisor, in: admin.id)
            let id = try await directory.add(advisor.person.email)
            let email = advisor.person.email
            #expect(try await platform.memberships(of: email, in: admin.id) == ["ADVISOR DIRECT", "MEMBER SCIM"])
            expectStatus(try await directory.send(.DELETE, "/Users/\(id)"), 204)
            #expect(try await platform.memberships(of: email, in: admin.id) == ["ADVISOR DIRECT"])
        }
    }

    @Test("is somebody else with another address, and who had the old one has nothing any more")
    func renamed() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            _ = try await platform.map("*", to: .member, in: admin)
            let id = try await directory.add("ada@tenant.example")
            let renamed = try await directory.send(.PUT, "/Users/\(id)", scimUser("countess@tenant.example"))
            expectStatus(renamed, 200)
            #expect(try await platform.memberships(of: "ada@tenant.example", in: admin.id) == [])
            #expect(try await platform.memberships(of: "countess@tenant.example", in: admin.id) == ["MEMBER SCIM"])
        }
    }

    @Test("is not changed on the platform by what one tenant's directory says")
    func platformWide() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            let person = try await platform.makeAdmin().person
            _ = try await directory.add(person.email, ["displayName": "Somebody Else", "title": "Boss"])
            let me = try await platform.send(.GET, "/v1/me", token: try await platform.signIn(person))
            #expect(!me.text.contains("Somebody Else"))
            let found = try await directory.send(.GET, "/Users?filter=displayName%20eq%20%22somebody%20else%22")
            #expect(found["totalResults"] == 1)
        }
    }

    @Test("is what the schema says and nothing else: ids, roles, groups and passwords that are sent do nothing")
    func massAssignment() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            let more: [String: JSON] = [
                "id": "dus_00000000000000000000000001", "meta": ["version": "\"9\"", "resourceType": "Group"],
                "roles": [["value": "BUSINESS_ADMIN"]], "entitlements": [["value": "everything"]],
                "password": "correct horse battery", "groups": [["value": "x", "display": "Admins"]],
                "user_id": "usr_00000000000000000000000001", "tenant_id": .string(unknownID(Tenant.self)),
            ]
            let reply = try await directory.send(.POST, "/Users", scimUser("ada@tenant.example", more))
            expectStatus(reply, 201)
            guard case .object(let members) = try reply.json else { return }
            #expect(members.map(\.name) == ["schemas", "id", "userName", "emails", "meta"])
            #expect(reply.string("id") != "dus_00000000000000000000000001")
            #expect(reply.string("meta", "version") == "\"1\"")
            #expect(reply.headers["ETag"] == ["\"1\""])
            #expect(reply.headers["Location"] == [reply.string("meta", "location") ?? ""])
            #expect(try await platform.memberships(of: "ada@tenant.example", in: admin.id) == [])
            let passwords = try await platform.database.strings(
                "SELECT count(*) FROM credentials c JOIN users u ON u.id = c.user_id WHERE u.email = 'ada@tenant.example'"
            )
            #expect(passwords == ["0"])
            let id = try #require(reply.string("id"))
            for path in ["id", "meta", "meta.version", "groups", "groups.value"] {
                let set: JSON = ["op": "replace", "path": .string(path), "value": "x"]
                expectSCIM(try await directory.patch("/Users/\(id)", set), 400, "mutability", "\(path)")
            }
            let ignored: JSON = ["op": "add", "path": "roles", "value": [["value": "BUSINESS_ADMIN"]]]
            let unchanged = try await directory.patch("/Users/\(id)", ignored)
            #expect(unchanged.string("meta", "version") == "\"1\"")
        }
    }

    @Test("is there once: another one of the same name, in any case, or address is 409, also at the same time")
    func uniqueness() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            let statuses = try await withThrowingTaskGroup(of: UInt.self) { group in
                for name in ["ada@tenant.example", "ADA@tenant.example"] {
                    group.addTask { try await directory.send(.POST, "/Users", scimUser(name)).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201, 409])
            let alias = scimUser("ada", ["emails": [["value": "ada@tenant.example"]]])
            expectSCIM(try await directory.send(.POST, "/Users", alias), 409, "uniqueness")
            let bob = try await directory.add("bob@tenant.example")
            let taken: JSON = ["op": "replace", "path": "userName", "value": "Ada@Tenant.example"]
            expectSCIM(try await directory.patch("/Users/\(bob)", taken), 409, "uniqueness")
        }
    }

    @Test("is found by what filters say, page by page, and no filter says more than that")
    func lists() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            for name in ["ada", "bob", "cleo"] {
                _ = try await directory.add("\(name)@tenant.example", ["externalId": .string("x-\(name)")])
            }
            let names = { (query: String) -> [String] in
                let reply = try await directory.send(.GET, "/Users?\(query)")
                guard case .array(let resources)? = reply["Resources"] else { return ["\(reply.status)"] }
                return resources.compactMap { $0["userName"]?.asString.map { String($0.prefix { $0 != "@" }) } }
            }
            #expect(try await names("") == ["ada", "bob", "cleo"])
            #expect(try await names("startIndex=2&count=1") == ["bob"])
            #expect(try await names("count=0") == [])
            #expect(try await names("startIndex=-5&count=99999") == ["ada", "bob", "cleo"])
            #expect(try await names("filter=userName%20eq%20%22BOB@tenant.example%22") == ["bob"])
            #expect(try await names("filter=externalId%20eq%20%22x-cleo%22%20and%20active%20pr") == [])
            #expect(try await names("filter=externalId%20eq%20%22x-cleo%22") == ["cleo"])
            #expect(try await names("filter=userName%20eq%20%22%27%20OR%201=1%20--%22") == [])
            #expect(try await names("filter=id%20eq%20%22%27;DROP%20TABLE%20users%22") == [])
            for query in ["filter=password%20pr", "filter=userName%20eq%20x", "filter=1=1", "filter="] {
                expectSCIM(try await directory.send(.GET, "/Users?\(query)"), 400, "invalidFilter", "\(query)")
            }
            for query in ["x=1", "count=many", "count=1&count=2", "attributes=title&excludedAttributes=title"] {
                expectSCIM(try await directory.send(.GET, "/Users?\(query)"), 400, "invalidValue", "\(query)")
            }
        }
    }

    @Test("is changed only in the version that If-Match names")
    func versions() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            let id = try await directory.add("ada@tenant.example")
            let boss = scimUser("ada@tenant.example", ["title": "Boss"])
            let replace = { (tag: String) in
                try await directory.send(.PUT, "/Users/\(id)", boss, headers: ["If-Match": tag])
            }
            let replaced = try await replace("\"1\"")
            #expect(replaced.headers["ETag"] == ["\"2\""])
            // What is so already is no change.
            let again = try await replace("\"2\"")
            #expect(again.headers["ETag"] == ["\"2\""])
            expectSCIM(try await replace("\"1\""), 412)
            expectSCIM(try await directory.send(.DELETE, "/Users/\(id)", headers: ["If-Match": "\"1\""]), 412)
            expectStatus(try await directory.send(.DELETE, "/Users/\(id)", headers: ["If-Match": "\"2\""]), 204)
        }
    }

    @Test("is told of in JSON as strict as anywhere")
    func form() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            let cases: [(String, UInt, String?)] = [
                ("", 400, "invalidSyntax"), ("{", 400, "invalidSyntax"), ("[]", 400, "invalidSyntax"),
                (#"{"userName":"a@b.example"}"#, 400, "invalidValue"),
                (#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}"#, 400, "invalidValue"),
                (
                    #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada"}"#, 400,
                    "invalidValue"
                ),
                (
                    #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a@b.example","username":"x"}"#,
                    400, "invalidSyntax"
                ),
                (
                    #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a@b.example","active":1}"#,
                    400, "invalidValue"
                ),
                (
                    #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a\u0000@b.example"}"#,
                    400, "invalidValue"
                ),
            ]
            for (body, status, type) in cases {
                let reply = try await platform.send(
                    .POST,
                    directory.path + "/Users",
                    bytes: Array(body.utf8),
                    token: directory.token
                )
                expectSCIM(reply, status, type, "\(body)")
            }
            let html = try await platform.send(
                .POST,
                directory.path + "/Users",
                bytes: Array("{}".utf8),
                token: directory.token,
                headers: ["Content-Type": "text/plain"]
            )
            expectSCIM(html, 415)
            expectSCIM(try await directory.send(.GET, "/Bulk"), 404)
            expectSCIM(try await directory.send(.DELETE, "/Schemas"), 405)
        }
    }

    @Test("is audited in the tenant, with the credential as the actor and what changed")
    func audit() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let directory = try await platform.makeDirectory(in: admin)
            _ = try await platform.map("*", to: .member, in: admin)
            let id = try await directory.add("ada@tenant.example")
            expectStatus(try await directory.send(.DELETE, "/Users/\(id)"), 204)
            let rows = try await platform.auditTrail(of: admin.id).suffix(2).map {
                try JSON(parsing: Array($0.row.utf8))
            }
            let actor: JSON = ["credential_id": .string(directory.id), "on_behalf_of": .string(admin.id)]
            #expect(rows.map { $0["actor"] } == [actor, actor])
            #expect(rows.map { $0["action"] } == ["directory.user.create", "directory.user.delete"])
            #expect(rows[0]["after"]?["roles"]?.text.contains(#""given":["MEMBER"]"#) == true)
            #expect(rows[1]["after"]?["roles"]?.text.contains(#""taken":["MEMBER"]"#) == true)
            #expect(rows[1]["before"]?["attributes"]?["userName"] == "ada@tenant.example")
        }
    }
}
