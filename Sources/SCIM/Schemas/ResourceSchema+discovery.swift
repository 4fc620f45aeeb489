// The schemas of what describes the service itself (RFC 7643, 5 to 7).

extension ResourceSchema {
    /// All that there are.
    package static let all = [user, group, serviceProviderConfig, resourceType, schema]

    private static let serviceProviderConfig = ResourceSchema(
        urn: "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
        name: "ServiceProviderConfig",
        description: "What this service can do.",
        attributes: [
            Attribute("documentationUri", .reference(["external"]), "For people.", mutability: .readOnly),
            supported("patch"),
            supported("bulk"),
            supported("filter"),
            supported("changePassword"),
            supported("sort"),
            supported("etag"),
            Attribute(
                "authenticationSchemes",
                .complex([text("type"), text("name"), text("description")]),
                "How directories prove themselves.",
                multiValued: true,
                required: true,
                mutability: .readOnly
            ),
        ]
    )

    private static let resourceType = ResourceSchema(
        urn: "urn:ietf:params:scim:schemas:core:2.0:ResourceType",
        name: "ResourceType",
        description: "A kind of resource.",
        attributes: [
            text("name"),
            Attribute("description", "For people.", mutability: .readOnly),
            Attribute(
                "endpoint",
                .reference(["uri"]),
                "Where it is.",
                required: true,
                caseExact: true,
                mutability: .readOnly
            ),
            Attribute(
                "schema",
                .reference(["uri"]),
                "What it consists of.",
                required: true,
                caseExact: true,
                mutability: .readOnly
            ),
        ]
    )

    private static let schema = ResourceSchema(
        urn: "urn:ietf:params:scim:schemas:core:2.0:Schema",
        name: "Schema",
        description: "What a kind of resource consists of.",
        attributes: [
            text("name"),
            Attribute("description", "For people.", mutability: .readOnly),
            Attribute(
                "attributes",
                .complex(described + [list("subAttributes", of: described)]),
                "What it has.",
                multiValued: true,
                required: true,
                mutability: .readOnly
            ),
        ]
    )

    private static let described: [Attribute] = [
        text("name"), text("type"), flag("multiValued"), flag("required"), flag("caseExact"),
        Attribute("description", "For people.", mutability: .readOnly),
        text("mutability"), text("returned"), text("uniqueness"),
        Attribute("canonicalValues", .string, "Suggested values.", multiValued: true, mutability: .readOnly),
        Attribute("referenceTypes", .string, "To what it refers.", multiValued: true, mutability: .readOnly),
    ]

    private static func supported(_ name: String) -> Attribute {
        Attribute(
            name,
            .complex([flag("supported")]),
            "Whether there is this.",
            required: true,
            mutability: .readOnly
        )
    }

    private static func text(_ name: String) -> Attribute {
        Attribute(name, "Its \(name).", required: true, mutability: .readOnly)
    }

    private static func flag(_ name: String) -> Attribute {
        Attribute(name, .boolean, "Whether it is so.", required: true, mutability: .readOnly)
    }

    private static func list(_ name: String, of parts: [Attribute]) -> Attribute {
        Attribute(name, .complex(parts), "Its parts.", multiValued: true, mutability: .readOnly)
    }
}
