import Domain
import Testing
import Wire

@Suite("Decoding fields")
struct FieldsTests {
    enum Kind: String, CaseIterable { case partner = "PARTNER", business = "BUSINESS" }

    @Test("hands out every value when nothing is wrong")
    func values() throws {
        let fields = try Fields(
            try JSON(
                parsing: Array(
                    """
                    {"name":"Zoë","kind":"BUSINESS","count":3,"scopes":["a","b"],"compromised":true,
                     "at":"2027-01-31T12:00:00+01:00","on":"2028-02-29","id":"ses_00000000000000000000000001","reason":null}
                    """.utf8
                )
            )
        )
        let (name, kind, count, scopes, compromised, at, on, id, reason, more) = try fields.finish(
            fields.required("name", .text(DisplayName.init(validating:at:))),
            fields.required("kind", .enum(Kind.self)),
            fields.optional("count", .integer(in: 1...100), default: 25),
            fields.required("scopes", .array(of: .string)),
            fields.required("compromised", .bool),
            fields.required("at", .instant),
            fields.required("on", .date),
            fields.required("id", .id(Session.self)),
            fields.optional("reason", .string),
            fields.optional("more", .integer(in: 1...100), default: 25)
        )
        #expect(name.text == "Zoë")
        #expect(kind == .business)
        #expect(count == 3)
        #expect(scopes == ["a", "b"])
        #expect(compromised)
        #expect(at.description == "2027-01-31T11:00:00.000Z")
        #expect(on.description == "2028-02-29")
        #expect(id.bits == 1)
        #expect(reason == nil)
        #expect(more == 25)
    }

    @Test("names everything that is wrong at once, with its pointer, nested and in arrays too")
    func everything() {
        let json: JSON = [
            "nmae": "x", "kind": "CLUB", "count": 1e3, "scopes": ["a", 7, nil], "on": "2026-02-30",
            "at": "2026-01-01T00:00:60Z",
            "id": "usr_00000000000000000000000001", "rate/limit": ["requests": 0, "per": 1], "zebra": "secret",
        ]
        let failure = #expect(throws: Failure.self) {
            let fields = try Fields(json)
            _ = try fields.finish(
                fields.required("name", .text(DisplayName.init(validating:at:))),
                fields.required("kind", .enum(Kind.self)),
                fields.required("count", .integer(in: 1...100)),
                fields.required("scopes", .array(of: .string)),
                fields.required("on", .date),
                fields.required("at", .instant),
                fields.required("id", .id(Session.self)),
                fields.required(
                    "rate/limit",
                    .object { nested throws(Failure) in
                        try nested.finish(nested.required("requests", .integer(in: 1...9)))
                    }
                )
            )
        }
        #expect(failure?.code == .validationFailed)
        #expect(
            failure?.errors.map { "\($0.pointer) \($0.code)" } == [
                "/name REQUIRED", "/kind UNKNOWN_VALUE", "/count WRONG_TYPE", "/scopes/1 WRONG_TYPE",
                "/scopes/2 WRONG_TYPE",
                "/on INVALID_DATE", "/at INVALID_TIME", "/id INVALID_ID", "/rate~1limit/requests OUT_OF_RANGE",
                "/rate~1limit/per UNKNOWN_FIELD", "/nmae UNKNOWN_FIELD", "/zebra UNKNOWN_FIELD",
            ]
        )
        let details = failure?.errors.map(\.detail) ?? []
        #expect(details.contains("There is no such field. Did you mean \"name\"?"))
        #expect(details.last == "There is no such field.")
        #expect(!details.contains { $0.contains("secret") })
    }

    @Test("names duplicates, at any depth, among the other errors")
    func duplicates() throws {
        let json = try JSON(parsing: Array(#"{"name":"ab","name":"cd","deep":[{"x":1,"x":2}],"what":1}"#.utf8))
        let failure = #expect(throws: Failure.self) {
            let fields = try Fields(json)
            _ = try fields.finish(fields.required("name", .string), fields.optional("deep", .json))
        }
        #expect(
            failure?.errors.map { "\($0.pointer) \($0.code)" } == [
                "/name DUPLICATE_FIELD", "/deep/0/x DUPLICATE_FIELD", "/what UNKNOWN_FIELD",
            ]
        )
    }

    @Test("refuses what is no object", arguments: [JSON.null, [], "text", 1])
    func noObject(json: JSON) {
        #expect(throws: Failure.self) { try Fields(json) }
    }

    @Test("a required field that is null has the wrong type")
    func null() {
        let failure = #expect(throws: Failure.self) {
            let fields = try Fields(["name": nil])
            _ = try fields.finish(fields.required("name", .string))
        }
        #expect(failure?.errors.map(\.code) == ["WRONG_TYPE"])
    }

    @Test(
        "of a change tells what is absent from what is null and from a value, and null is wrong unless it stands for one"
    )
    func changes() throws {
        let fields = try Fields(["name": "ab", "description": nil, "networks": nil])
        let (name, description, networks, scopes) = try fields.finish(
            fields.sent("name", .string),
            fields.sent("description", .string.null(as: "")),
            fields.sent("networks", .array(of: .string).null(as: [])),
            fields.sent("scopes", .array(of: .string))
        )
        #expect(name == "ab")
        #expect(description == "")
        #expect(networks == [])
        #expect(scopes == nil)

        let failure = #expect(throws: Failure.self) {
            let wrong = try Fields(["name": nil, "description": 5])
            _ = try wrong.finish(
                wrong.sent("name", .string),
                wrong.sent("description", .string.null(as: ""))
            )
        }
        #expect(failure?.errors.map { "\($0.pointer) \($0.code)" } == ["/name WRONG_TYPE", "/description WRONG_TYPE"])
    }

    @Test("refuses fields that there are, but not here, null or not, among the other errors")
    func refused() {
        let failure = #expect(throws: Failure.self) {
            let fields = try Fields(["id": nil, "name": 5, "status": "x", "colour": 1])
            fields.refuse(["id", "status", "prefix"], "NOT_EDITABLE", "It cannot be edited.")
            _ = try fields.finish(fields.sent("name", .string))
        }
        #expect(
            failure?.errors.map { "\($0.pointer) \($0.code)" } == [
                "/id NOT_EDITABLE", "/status NOT_EDITABLE", "/name WRONG_TYPE", "/colour UNKNOWN_FIELD",
            ]
        )
    }

    @Test("takes the caller's own errors along")
    func reported() {
        let failure = #expect(throws: Failure.self) {
            let fields = try Fields([:])
            fields.report(InputError("/scopes", "NOT_IN_CATALOGUE", "…"))
            _ = try fields.finish(fields.required("name", .string))
        }
        #expect(failure?.errors.map(\.pointer) == ["/scopes", "/name"])
    }

    @Test("bounds the number of elements in an array")
    func bounds() {
        for (elements, code) in [([], "TOO_FEW"), (["a", "b", "c"] as JSON, "TOO_MANY")] {
            let failure = #expect(throws: Failure.self) {
                let fields = try Fields(["scopes": elements])
                _ = try fields.finish(fields.required("scopes", .array(of: .string, count: 1...2)))
            }
            #expect(failure?.errors.map(\.code) == [code])
        }
    }

    @Test("answers thousands of wrong fields with at most a hundred errors")
    func flood() {
        let json = JSON.object((0..<5000).map { JSON.Member("field\($0)", 1) })
        let failure = #expect(throws: Failure.self) {
            let fields = try Fields(json)
            _ = try fields.finish(fields.optional("name", .string))
        }
        #expect(failure?.errors.count == 100)

        let whole = #expect(throws: Failure.self) {
            _ = try Reader<[String]>.array(of: .string).value(of: .array(Array(repeating: 1, count: 150)))
        }
        #expect(whole?.errors.count == 100)
        #expect(whole?.detail == "150 fields are not valid.")
    }

    @Test("of a query reads numbers and booleans from text, and points into /query")
    func query() throws {
        let good = Fields(query: [("limit", "10"), ("all", "true"), ("q", "a b")])
        let (limit, all, q) = try good.finish(
            good.optional("limit", .integer(in: 1...100), default: 25),
            good.optional("all", .bool, default: false),
            good.optional("q", .string)
        )
        #expect(limit == 10 && all && q == "a b")

        let failure = #expect(throws: Failure.self) {
            let bad = Fields(query: [("limit", "0x10"), ("limit", "1"), ("limti", "1")])
            _ = try bad.finish(bad.optional("limit", .integer(in: 1...100), default: 25))
        }
        #expect(
            failure?.errors.map { "\($0.pointer) \($0.code)" } == [
                "/query/limit DUPLICATE_FIELD", "/query/limit WRONG_TYPE", "/query/limti UNKNOWN_FIELD",
            ]
        )
    }

    @Test("numbers in a query have one form only", arguments: ["+1", "01", " 1", "1 ", "1.0", "", "-0", "٣", "1e1"])
    func queryNumbers(text: String) {
        #expect(throws: Failure.self) {
            let fields = Fields(query: [("limit", text)])
            _ = try fields.finish(fields.optional("limit", .integer(in: -9...100), default: 25))
        }
    }

    @Test("of a change, what is missing is nil, null is a value, and what cannot be changed is refused")
    func change() throws {
        let fields = try Fields(["name": "New", "description": nil])
        let (name, description, scopes) = try fields.finish(
            fields.sent("name", .string),
            fields.sent("description", .string.null(as: "")),
            fields.sent("scopes", .array(of: .string))
        )
        #expect(name == "New")
        #expect(description == "")
        #expect(scopes == nil)

        let failure = #expect(throws: Failure.self) {
            let fields = try Fields(["name": nil, "id": nil])
            fields.refuse(["id", "type"], "NOT_EDITABLE", "It cannot be changed.")
            _ = try fields.finish(fields.sent("name", .string))
        }
        #expect(
            Set((failure?.errors ?? []).map { "\($0.pointer) \($0.code)" }) == ["/name WRONG_TYPE", "/id NOT_EDITABLE"]
        )
    }
}
