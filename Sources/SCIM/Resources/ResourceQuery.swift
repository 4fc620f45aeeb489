package import Domain

/// Which resources are wanted, and what of them (RFC 7644, 3.4.2).
package struct ResourceQuery: Sendable {
    package let filter: String?
    /// From 1.
    package let startIndex: Int
    package let count: Int
    package let selection: Selection

    /// The most that one answer holds.
    package static let most = 200

    /// Parameters that there can be. Sorting is not supported, and so is ignored (RFC 7644, 3.4.2.3).
    package static let parameters: Set<String> = [
        "filter", "startIndex", "count", "attributes", "excludedAttributes", "sortBy", "sortOrder",
    ]

    /// Those of a query.
    package init(_ items: [(name: String, value: String)]) throws(Failure) {
        var values: [String: String] = [:]
        for (name, value) in items {
            guard Self.parameters.contains(name) else { throw .scim(.invalidValue, "There is no parameter \(name).") }
            guard values.updateValue(value, forKey: name) == nil else {
                throw .scim(.invalidValue, "\(name) is given more than once.")
            }
        }
        let names = { (name: String) in values[name]?.split(separator: ",").map(String.init) ?? [] }
        try self.init(
            filter: values["filter"],
            startIndex: try Self.number(values["startIndex"], "startIndex"),
            count: try Self.number(values["count"], "count"),
            attributes: names("attributes"),
            excludedAttributes: names("excludedAttributes")
        )
    }

    /// A SearchRequest message (RFC 7644, 3.4.3).
    package init(searchRequest json: JSON) throws(Failure) {
        let urn = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
        guard case .array(let urns)? = json["schemas"], urns.contains(.string(urn)) else {
            throw .scim(.invalidValue, "schemas must contain \(urn).")
        }
        if let duplicate = json.duplicateMembers.first {
            throw .scim(.invalidSyntax, "\(duplicate) is given more than once.")
        }
        try self.init(
            filter: try Self.text(json["filter"], "filter"),
            startIndex: try Self.integer(json["startIndex"], "startIndex"),
            count: try Self.integer(json["count"], "count"),
            attributes: try Self.texts(json["attributes"], "attributes"),
            excludedAttributes: try Self.texts(json["excludedAttributes"], "excludedAttributes")
        )
    }

    private init(
        filter: String?,
        startIndex: Int?,
        count: Int?,
        attributes: [String],
        excludedAttributes: [String]
    ) throws(Failure) {
        self.filter = filter
        // RFC 7644, 3.4.2.4: less than 1 is 1, less than 0 is 0.
        self.startIndex = max(1, startIndex ?? 1)
        self.count = min(max(0, count ?? Self.most), Self.most)
        selection = try Selection(attributes: attributes, excludedAttributes: excludedAttributes)
    }

    private static func number(_ text: String?, _ name: String) throws(Failure) -> Int? {
        guard let text else { return nil }
        guard let number = Int(text) else { throw .scim(.invalidValue, "\(name) must be a whole number.") }
        return number
    }

    private static func integer(_ json: JSON?, _ name: String) throws(Failure) -> Int? {
        guard let json, json != .null else { return nil }
        guard let number = json.asInteger else { throw .scim(.invalidValue, "\(name) must be a whole number.") }
        return number
    }

    private static func text(_ json: JSON?, _ name: String) throws(Failure) -> String? {
        guard let json, json != .null else { return nil }
        guard let text = json.asString else { throw .scim(.invalidValue, "\(name) must be text.") }
        return text
    }

    private static func texts(_ json: JSON?, _ name: String) throws(Failure) -> [String] {
        guard let json, json != .null else { return [] }
        guard let elements = json.asArray, elements.allSatisfy({ $0.asString != nil }) else {
            throw .scim(.invalidValue, "\(name) must be a list of names.")
        }
        return elements.compactMap(\.asString)
    }
}
