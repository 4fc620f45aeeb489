import Domain
import SCIM
import Testing

@Suite("A SCIM filter")
struct FilterTests {
    static let user: JSON = [
        "id": "dus_1", "userName": "Ada@Tenant.example", "externalId": "A-1", "active": true,
        "name": ["familyName": "Lovelace"],
        "emails": [["value": "ada@tenant.example", "type": "work"], ["value": "ada@home.example", "type": "home"]],
        "meta": ["lastModified": "2026-01-02T00:00:00Z"],
    ]

    @Test(
        "finds what it says",
        arguments: [
            #"userName eq "ada@tenant.example""#,
            #"USERNAME Eq "ADA@TENANT.EXAMPLE""#,
            #"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "ada""#,
            #"externalId eq "A-1""#,
            #"externalId ne "a-1""#,
            #"active eq true and name.familyName co "lace""#,
            #"title eq "x" or not (title pr)"#,
            #"emails co "home.example""#,
            #"emails.value ew "home.example""#,
            #"emails[type eq "work" and value sw "ada@tenant"]"#,
            #"meta.lastModified gt "2026-01-01T23:00:00Z""#,
            #"meta.lastModified le "2026-01-02T00:00:00.000Z""#,
            #"(userName pr) and (active eq false or title ne "y")"#,
            #"title ne "x""#,
        ]
    )
    func matching(text: String) throws {
        #expect(try Filter(text, of: .user).matches(Self.user))
    }

    @Test(
        "leaves out all else",
        arguments: [
            #"externalId eq "a-1""#,
            #"active eq false"#,
            #"active eq "true""#,
            #"title pr"#,
            #"emails[type eq "home" and value sw "ada@tenant"]"#,
            #"userName eq "ada@tenant.example" and active ne true"#,
            #"not (userName pr)"#,
            #"title eq "x" or title eq "y" and userName pr"#,
        ]
    )
    func notMatching(text: String) throws {
        #expect(try !Filter(text, of: .user).matches(Self.user))
    }

    @Test(
        "that cannot be read, or asks for what the schema does not have, is refused",
        arguments: [
            "", "userName", "userName eq", "userName eq ada", #"userName is "x""#, #"password eq "x""#,
            #"userName eq "x"; DROP TABLE users"#, #"userName eq "x" and"#, #"(userName eq "x""#,
            #"emails[type eq "x""#,
            #"emails.secret eq "x""#, #"emails[user_id eq "x"]"#, #"userName eq 'x'"#, #"userName eq "x" -- "#,
            #"a.b.c eq "x""#, String(repeating: "(", count: 30), String(repeating: "a", count: 3000),
        ]
    )
    func refused(text: String) {
        let failure = #expect(throws: Failure.self) { try Filter(text, of: .user) }
        #expect(failure?.members == [JSON.Member("scimType", "invalidFilter")])
    }

    @Test("tells what every match has, so that it can be looked up")
    func required() throws {
        let filter = try Filter(#"active eq true and userName eq "ada""#, of: .user)
        #expect(filter.required("userName") == "ada")
        #expect(filter.required("externalId") == nil)
        let either = try Filter(#"userName eq "ada" or active eq true"#, of: .user)
        #expect(either.required("userName") == nil)
        #expect(try Filter(#"not (userName eq "ada")"#, of: .user).required("userName") == nil)
    }
}
