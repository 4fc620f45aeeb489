package import Domain

/// Which attributes of a resource are wanted (RFC 7644, 3.9). Its id and schemas always are.
package struct Selection: Sendable {
    private let included: [[String]]
    private let excluded: [[String]]

    package static let everything = Selection(included: [], excluded: [])

    private init(included: [[String]], excluded: [[String]]) {
        self.included = included
        self.excluded = excluded
    }

    /// Lists of names, each `attribute` or `attribute.part`, perhaps behind the schema's URN.
    package init(attributes: [String], excludedAttributes: [String]) throws(Failure) {
        guard attributes.isEmpty || excludedAttributes.isEmpty else {
            throw .scim(.invalidValue, "Either attributes or excludedAttributes can be given.")
        }
        included = attributes.map(Self.path)
        excluded = excludedAttributes.map(Self.path)
    }

    private static func path(_ name: String) -> [String] {
        let trimmed = name.lowercased().filter { $0 != " " }
        // The version in a URN has a dot of its own.
        let local = trimmed.split(separator: ":").last.map(String.init) ?? ""
        return local.split(separator: ".").map(String.init)
    }

    package func applied(to resource: JSON) -> JSON {
        guard case .object(let members) = resource else { return resource }
        return .object(
            members.compactMap { member in
                let name = member.name.lowercased()
                if name == "id" || name == "schemas" { return member }
                if !included.isEmpty {
                    let parts = included.filter { $0.first == name }
                    if parts.isEmpty { return nil }
                    let names = parts.compactMap { $0.dropFirst().first }
                    return names.isEmpty || parts.contains { $0.count == 1 }
                        ? member : member.keeping { names.contains($0) }
                }
                let parts = excluded.filter { $0.first == name }
                if parts.contains(where: { $0.count == 1 }) { return nil }
                let names = parts.compactMap { $0.dropFirst().first }
                return names.isEmpty ? member : member.keeping { !names.contains($0) }
            }
        )
    }
}

extension JSON.Member {
    /// With these parts of its values only.
    fileprivate func keeping(_ isKept: @escaping (String) -> Bool) -> JSON.Member {
        let cut = { (value: JSON) -> JSON in
            guard case .object(let members) = value else { return value }
            return .object(members.filter { isKept($0.name.lowercased()) })
        }
        guard case .array(let elements) = value else { return JSON.Member(name, cut(value)) }
        return JSON.Member(name, .array(elements.map(cut)))
    }
}
