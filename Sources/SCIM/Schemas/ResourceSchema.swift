package import Domain

/// What a kind of resource consists of.
package struct ResourceSchema: Sendable {
    /// `urn:ietf:params:scim:schemas:core:2.0:User`.
    package let urn: String
    package let name: String
    let description: String
    let attributes: [Attribute]

    /// Its own attributes, and those that every resource has.
    var vocabulary: [Attribute] { Self.common + attributes }

    /// RFC 7643, 3.1. Not listed by `/Schemas`, since they belong to no schema.
    private static let common: [Attribute] = [
        Attribute("id", "Ours for the resource.", caseExact: true, mutability: .readOnly),
        Attribute("externalId", "The directory's own for the resource.", caseExact: true),
        Attribute(
            "schemas",
            .reference(["uri"]),
            "What it is an instance of.",
            multiValued: true,
            mutability: .readOnly
        ),
        Attribute(
            "meta",
            .complex([
                Attribute("resourceType", "What it is.", caseExact: true, mutability: .readOnly),
                Attribute("created", .dateTime, "When it came to be.", mutability: .readOnly),
                Attribute("lastModified", .dateTime, "When it was last changed.", mutability: .readOnly),
                Attribute("location", "Where it is.", caseExact: true, mutability: .readOnly),
                Attribute("version", "Its entity tag.", caseExact: true, mutability: .readOnly),
            ]),
            "About the resource.",
            mutability: .readOnly
        ),
    ]

    /// As `/Schemas` answers it.
    package func json(at base: String) -> JSON {
        [
            "schemas": .strings(["urn:ietf:params:scim:schemas:core:2.0:Schema"]), "id": .string(urn),
            "name": .string(name), "description": .string(description),
            "attributes": .array(attributes.map(\.json)),
            "meta": ["resourceType": "Schema", "location": .string("\(base)/Schemas/\(urn)")],
        ]
    }
}

extension Attribute {
    /// The most usual one: text.
    init(
        _ name: String,
        _ description: String,
        required isRequired: Bool = false,
        caseExact isCaseExact: Bool = false,
        unique isUnique: Bool = false,
        mutability: Mutability = .readWrite,
        canonicalValues: [String] = []
    ) {
        self.init(
            name,
            .string,
            description,
            required: isRequired,
            caseExact: isCaseExact,
            unique: isUnique,
            mutability: mutability,
            canonicalValues: canonicalValues
        )
    }
}
