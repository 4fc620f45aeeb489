/// What tenants are looked for by: their id, or a part of their name.
package enum TenantSearch: Hashable, Sendable {
    case id(ID<Tenant>)
    /// In any case.
    case name(String)

    /// Nil for nothing to look for.
    package init?(validating input: String, at pointer: String) throws(InputError) {
        guard let text = try SearchText.validated(input, at: pointer) else { return nil }
        self = ID(text).map(Self.id) ?? .name(text)
    }

    var text: String {
        switch self {
        case .id(let id): id.description
        case .name(let text): text
        }
    }
}
