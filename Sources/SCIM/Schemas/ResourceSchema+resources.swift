// What is kept of people and groups: what admitting somebody takes, and what tells them apart. Whatever else a directory
// says is ignored, since data that nobody needs is best not kept.

extension ResourceSchema {
    package static let user = ResourceSchema(
        urn: "urn:ietf:params:scim:schemas:core:2.0:User",
        name: "User",
        description: "Somebody whom the directory lets into the tenant.",
        attributes: [
            Attribute(
                "userName",
                "The directory's name for them, often their address. No two have the same.",
                required: true,
                unique: true
            ),
            Attribute(
                "name",
                .complex([
                    Attribute("formatted", "The whole name."),
                    Attribute("familyName", "The family name."),
                    Attribute("givenName", "The given name."),
                ]),
                "Their name."
            ),
            Attribute("displayName", "What people call them."),
            Attribute("title", "What they are in the organisation."),
            Attribute(
                "active",
                .boolean,
                "Whether the directory lets them in. When it does not, all that it gave them here is gone."
            ),
            Attribute(
                "emails",
                .complex([
                    Attribute("value", "An address.", required: true),
                    Attribute("type", "What it is for.", canonicalValues: ["work", "home", "other"]),
                    Attribute("primary", .boolean, "Whether it is the one to use. At most one is."),
                ]),
                """
                Their addresses. They are who has the user name as their address; or when that is none, the primary one of \
                these, or the first. May be left out when the user name is an address.
                """,
                multiValued: true,
                required: true
            ),
            Attribute(
                "groups",
                .complex([
                    Attribute("value", "The group's id.", caseExact: true, mutability: .readOnly),
                    Attribute("$ref", .reference(["Group"]), "Where it is.", caseExact: true, mutability: .readOnly),
                    Attribute("display", "Its name.", mutability: .readOnly),
                ]),
                "The groups that they are in.",
                multiValued: true,
                mutability: .readOnly
            ),
        ]
    )

    package static let group = ResourceSchema(
        urn: "urn:ietf:params:scim:schemas:core:2.0:Group",
        name: "Group",
        description: "Some of the directory's people. A role mapping says what its name makes of them in the tenant.",
        attributes: [
            Attribute("displayName", "Its name. No two have the same.", required: true, caseExact: true, unique: true),
            Attribute(
                "members",
                .complex([
                    Attribute(
                        "value",
                        "The id of a person that this directory has told of.",
                        required: true,
                        caseExact: true,
                        mutability: .immutable
                    ),
                    Attribute("$ref", .reference(["User"]), "Where they are.", caseExact: true, mutability: .immutable),
                    Attribute("type", "What they are.", mutability: .immutable, canonicalValues: ["User"]),
                ]),
                "Who is in it. People only: groups have no groups in them.",
                multiValued: true
            ),
        ]
    )
}
