internal import Domain

/// One attribute of a schema (RFC 7643, 7): what it is called, what it holds, and who may set it.
package struct Attribute: Sendable {
    package indirect enum Kind: Sendable {
        case string
        case boolean
        case dateTime
        /// To resources of these types, or `external`.
        case reference([String])
        case complex([Attribute])
    }

    package enum Mutability: String, Sendable {
        case readWrite, readOnly, immutable
    }

    package let name: String
    let kind: Kind
    let description: String
    let isMultiValued: Bool
    let isRequired: Bool
    let isCaseExact: Bool
    let isUnique: Bool
    let mutability: Mutability
    let canonicalValues: [String]

    init(
        _ name: String,
        _ kind: Kind = .string,
        _ description: String,
        multiValued isMultiValued: Bool = false,
        required isRequired: Bool = false,
        caseExact isCaseExact: Bool = false,
        unique isUnique: Bool = false,
        mutability: Mutability = .readWrite,
        canonicalValues: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.description = description
        self.isMultiValued = isMultiValued
        self.isRequired = isRequired
        self.isCaseExact = isCaseExact
        self.isUnique = isUnique
        self.mutability = mutability
        self.canonicalValues = canonicalValues
    }

    var subAttributes: [Attribute] {
        if case .complex(let attributes) = kind { attributes } else { [] }
    }

    var isComplex: Bool { !subAttributes.isEmpty }
}

extension [Attribute] {
    /// Names are the same in any case.
    func named(_ name: some StringProtocol) -> Attribute? {
        let name = name.lowercased()
        return first { $0.name.lowercased() == name }
    }
}

extension Attribute {
    /// As `/Schemas` describes it.
    var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member("name", .string(name)), JSON.Member("type", .string(typeName)),
            JSON.Member("multiValued", .bool(isMultiValued)), JSON.Member("description", .string(description)),
            JSON.Member("required", .bool(isRequired)), JSON.Member("caseExact", .bool(isCaseExact)),
            JSON.Member("mutability", .string(mutability.rawValue)), JSON.Member("returned", "default"),
            JSON.Member("uniqueness", isUnique ? "server" : "none"),
        ]
        if !canonicalValues.isEmpty { members.append(JSON.Member("canonicalValues", .strings(canonicalValues))) }
        switch kind {
        case .reference(let types): members.append(JSON.Member("referenceTypes", .strings(types)))
        case .complex(let parts): members.append(JSON.Member("subAttributes", .array(parts.map(\.json))))
        case .string, .boolean, .dateTime: break
        }
        return .object(members)
    }

    private var typeName: String {
        switch kind {
        case .string: "string"
        case .boolean: "boolean"
        case .dateTime: "dateTime"
        case .reference: "reference"
        case .complex: "complex"
        }
    }
}
