package import Domain

/// How long one text may be, and how many values an attribute may have.
private let longestText = 1000
private let mostValues = 1000

extension [Attribute] {
    /// An object's members as the schema writes them: in its spelling, of its types. What is unknown is left out, and so is
    /// what has no value (RFC 7643, 2.5) and what only we may set (RFC 7644, 3.5.1).
    func canonical(_ members: [JSON.Member]) throws(Failure) -> [JSON.Member] {
        var canonical: [JSON.Member] = []
        for member in members {
            guard let attribute = named(member.name), attribute.mutability != .readOnly else { continue }
            guard !canonical.contains(where: { $0.name == attribute.name }) else {
                throw .scim(.invalidSyntax, "\(attribute.name) is given more than once.")
            }
            guard let value = try attribute.canonical(member.value) else { continue }
            canonical.append(JSON.Member(attribute.name, value))
        }
        return canonical
    }
}

extension Attribute {
    /// Nil for no value.
    func canonical(_ json: JSON) throws(Failure) -> JSON? {
        guard json != .null else { return nil }
        guard isMultiValued else { return try one(json) }
        // One value where there could be several is what several identity providers send.
        let elements = if case .array(let elements) = json { elements } else { [json] }
        guard elements.count <= mostValues else { throw wrong("At most \(mostValues) values fit.") }
        var values: [JSON] = []
        for element in elements {
            let value = try one(element)
            if !values.contains(value) { values.append(value) }
        }
        return values.isEmpty ? nil : .array(values)
    }

    private func one(_ json: JSON) throws(Failure) -> JSON {
        switch (kind, json) {
        case (.boolean, .bool): return json
        // Entra ID writes them as text.
        case (.boolean, .string(let text)) where ["true", "false"].contains(text.lowercased()):
            return .bool(text.lowercased() == "true")
        case (.boolean, _): throw wrong("Expected true or false.")
        case (.complex(let parts), .object(let members)): return .object(try parts.canonical(members))
        case (.complex, _): throw wrong("Expected an object.")
        case (.string, .string(let text)), (.reference, .string(let text)), (.dateTime, .string(let text)):
            guard text.utf8.count <= longestText else { throw wrong("At most \(longestText) bytes fit.") }
            guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw wrong("Control characters are not allowed.")
            }
            return json
        case (.string, _), (.reference, _), (.dateTime, _): throw wrong("Expected text.")
        }
    }

    private func wrong(_ detail: String) -> Failure { .scim(.invalidValue, "\(name): \(detail)") }
}

extension ResourceSchema {
    /// A resource as a client sends it whole, in the schema's spelling. Something may still be missing.
    package func canonical(_ json: JSON) throws(Failure) -> JSON {
        guard case .object(let members) = json else { throw .scim(.invalidSyntax, "A JSON object is expected.") }
        if let duplicate = json.duplicateMembers.first {
            throw .scim(.invalidSyntax, "\(duplicate) is given more than once.")
        }
        let schemas = members.first { $0.name.lowercased() == "schemas" }?.value
        guard case .array(let urns)? = schemas, urns.contains(.string(urn)) else {
            throw .scim(.invalidValue, "schemas must contain \(urn).")
        }
        return .object(try vocabulary.canonical(members))
    }

    /// That everything is there that must be.
    func requireComplete(_ json: JSON) throws(Failure) {
        try requireComplete(json, attributes, in: "")
    }

    private func requireComplete(_ json: JSON, _ attributes: [Attribute], in place: String) throws(Failure) {
        for attribute in attributes {
            guard let value = json[attribute.name] else {
                if attribute.isRequired { throw .scim(.invalidValue, "\(place)\(attribute.name) is needed.") }
                continue
            }
            guard attribute.isComplex else { continue }
            let elements = if case .array(let elements) = value { elements } else { [value] }
            for element in elements {
                try requireComplete(element, attribute.subAttributes, in: attribute.name + ".")
            }
            guard elements.count(where: { $0["primary"] == true }) <= 1 else {
                throw .scim(.invalidValue, "At most one of \(attribute.name) is primary.")
            }
        }
    }
}
