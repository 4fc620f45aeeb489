/// What tenants are looked for by: their id, or a part of their name.
package enum TenantSearch: Hashable, Sendable {
    case id(ID<Tenant>)
    /// In any case.
    case name(String)

    package static let longest = 200

    /// Nil for nothing to look for.
    package init?(validating input: String, at pointer: String) throws(InputError) {
        let text = input.normalized
        guard text.unicodeScalars.count <= Self.longest else {
            throw InputError(pointer, "TOO_LONG", "At most \(Self.longest) characters fit.")
        }
        guard !text.unicodeScalars.contains(where: \.isControl) else {
            throw InputError(pointer, "INVALID_CHARACTER", "Control characters are not allowed.")
        }
        guard !text.isEmpty else { return nil }
        self = ID(text).map(Self.id) ?? .name(text)
    }

    var text: String {
        switch self {
        case .id(let id): id.description
        case .name(let text): text
        }
    }
}
