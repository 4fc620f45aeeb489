import Domain
import SCIM
import Testing

@Suite("A SCIM patch")
struct PatchTests {
    static let user: JSON = [
        "userName": "ada@tenant.example", "name": ["givenName": "Ada", "familyName": "Byron"],
        "emails": [
            ["value": "ada@tenant.example", "type": "work", "primary": true],
            ["value": "ada@home.example", "type": "home"],
        ],
    ]

    private func patched(_ operations: JSON...) throws -> JSON {
        try Patch(Self.message(operations)).applied(to: Self.user, of: .user)
    }

    private static func message(_ operations: [JSON]) -> JSON {
        ["schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": .array(operations)]
    }

    @Test("sets, changes and removes attributes, whole and in part")
    func attributes() throws {
        let title = try patched(["op": "add", "path": "TITLE", "value": "Countess"])
        #expect(title["title"] == "Countess")
        let name = try patched(["op": "replace", "path": "name", "value": ["familyName": "Lovelace"]])
        #expect(name["name"] == ["givenName": "Ada", "familyName": "Lovelace"])
        let part = try patched(["op": "replace", "path": "name.familyName", "value": "Lovelace"])
        #expect(part["name"] == ["givenName": "Ada", "familyName": "Lovelace"])
        let less = try patched(["op": "remove", "path": "name.givenName"])
        #expect(less["name"] == ["familyName": "Byron"])
        let none = try patched(["op": "remove", "path": "name"])
        #expect(none["name"] == nil)
        let urn = "urn:ietf:params:scim:schemas:core:2.0:User:displayName"
        let full = try patched(["op": "replace", "path": .string(urn), "value": "Ada"])
        #expect(full["displayName"] == "Ada")
        let pathless = try patched([
            "op": "replace", "value": ["name.givenName": "A.", "title": "X", "active": "False"],
        ])
        #expect(pathless["name"]?["givenName"] == "A.")
        #expect(pathless["active"] == false)
    }

    @Test("chooses among values by a filter")
    func values() throws {
        let work = #"emails[type eq "work"]"#
        let value = try patched(["op": "replace", "path": .string(work + ".value"), "value": "a@tenant.example"])
        #expect(value["emails"]?.text.contains(#"{"value":"a@tenant.example","type":"work","primary":true}"#) == true)
        let removed = try patched(["op": "remove", "path": .string(work)])
        #expect(removed["emails"] == [["value": "ada@home.example", "type": "home"]])
        let other = #"emails[type eq "other"].value"#
        let added = try patched(["op": "add", "path": .string(other), "value": "o@tenant.example"])
        #expect(added["emails"]?.text.contains(#"{"type":"other","value":"o@tenant.example"}"#) == true)
    }

    @Test("leaves one primary value: the newest")
    func primary() throws {
        let new: JSON = ["value": "n@tenant.example", "primary": true]
        let added = try patched(["op": "add", "path": "emails", "value": [new]])
        #expect(added["emails"]?.text.matches(of: /"primary":true/).count == 1)
        let moved = try patched(["op": "replace", "path": #"emails[type eq "home"].primary"#, "value": true])
        #expect(moved["emails"]?.text.contains(#""type":"home","primary":true"#) == true)
        #expect(moved["emails"]?.text.matches(of: /"primary":true/).count == 1)
    }

    @Test("happens as a whole, and is refused for what cannot be")
    func refusals() {
        let cases: [(JSON, String)] = [
            (["op": "replace", "path": "id", "value": "x"], "mutability"),
            (["op": "replace", "path": #"emails[type eq "other"].value"#, "value": "x"], "noTarget"),
            (["op": "replace", "path": "emails[type", "value": "x"], "invalidPath"),
            (["op": "replace", "path": "name[x eq 1]", "value": "x"], "invalidPath"),
            (["op": "replace", "path": "emails[x eq 1]", "value": "x"], "invalidFilter"),
            (["op": "replace", "path": "", "value": "x"], "invalidPath"),
            (["op": "replace", "path": "title", "value": ["x"]], "invalidValue"),
            (["op": "remove"], "noTarget"),
            (["op": "move", "path": "title"], "invalidSyntax"),
            (["op": "add", "path": "title"], "invalidValue"),
        ]
        for (operation, type) in cases {
            let failure = #expect(throws: Failure.self, "\(operation.text)") { try patched(operation) }
            #expect(failure?.members == [JSON.Member("scimType", .string(type))], "\(operation.text)")
        }
    }

    @Test("of what we do not keep changes nothing")
    func unknown() throws {
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
        for path in [enterprise, "password", "phoneNumbers[type eq \"work\"].value", "name.middleName"] {
            let result = try patched(["op": "add", "path": .string(path), "value": "x"])
            #expect(result == Self.user, "\(path)")
        }
    }
}
