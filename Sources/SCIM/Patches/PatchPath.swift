internal import Domain

/// What an operation of a patch is about (RFC 7644, 3.5.2): `attribute`, `attribute.part`, `attribute[filter]` or
/// `attribute[filter].part`.
struct PatchPath: Sendable {
    let attribute: Attribute
    let filter: Filter?
    let part: Attribute?

    /// Nil for an attribute that is none of ours, of which there may be many: it is as if it had been set.
    ///
    /// - Throws: `invalidPath`, `invalidFilter`.
    init?(_ text: String, of schema: ResourceSchema) throws(Failure) {
        var text = text[...]
        if text.lowercased().hasPrefix(schema.urn.lowercased() + ":") { text = text.dropFirst(schema.urn.count + 1) }
        let name = text.prefix { $0 != "[" && $0 != "." }
        guard let first = name.first, first.isLetter || first == "$", !name.contains(" ") else {
            throw .scim(.invalidPath, "The path names no attribute.")
        }
        guard let attribute = schema.vocabulary.named(name) else { return nil }
        self.attribute = attribute
        var rest = text.dropFirst(name.count)
        filter = try Self.filter(at: &rest, of: attribute, urn: schema.urn)
        guard !rest.isEmpty else {
            part = nil
            return
        }
        guard rest.first == "." else { throw .scim(.invalidPath, "Something follows the path.") }
        guard let part = attribute.subAttributes.named(rest.dropFirst()) else { return nil }
        self.part = part
    }

    private static func filter(
        at rest: inout Substring,
        of attribute: Attribute,
        urn: String
    ) throws(Failure) -> Filter? {
        guard rest.first == "[" else { return nil }
        guard attribute.isMultiValued, let end = rest.lastIndex(of: "]") else {
            throw .scim(.invalidPath, "There is nothing to choose from with a filter.")
        }
        let inside = String(rest[rest.index(after: rest.startIndex)..<end])
        rest = rest[rest.index(after: end)...]
        var parser = FilterParser(inside, vocabulary: attribute.subAttributes, urn: urn)
        return try parser.whole()
    }
}
