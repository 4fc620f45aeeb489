/// What checks that were VALID are told apart by, beside their number: with which scopes, and from where. Each by itself, so
/// that no row is of one person's address together with what they did.
package struct UsageDetail: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case scopes = "SCOPES"
        case address = "ADDRESS"
    }

    package let kind: Kind
    /// As it is stored: '' where none was named.
    package let value: String

    package init(_ kind: Kind, _ value: String) {
        self.kind = kind
        self.value = value
    }

    /// Those that a check asked for together: in which order, and how often each, makes no difference.
    package init(scopes: [String]) {
        self.init(.scopes, Set(scopes).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: " "))
    }

    package init(address: IPAddress?) {
        self.init(.address, address?.description ?? "")
    }
}

extension UsageDetail {
    /// A little more than previews look back. People's addresses are kept no longer than they are told.
    package static let addressesAreKept = UsageRange.previewed + .seconds(25 * 3600)
    /// As long as hours are.
    package static let scopesAreKept = UsageRange.hoursAreKept

    package static func kept(_ kind: Kind) -> Duration {
        switch kind {
        case .scopes: scopesAreKept
        case .address: addressesAreKept
        }
    }
}

extension UsageRange {
    /// How far back a preview looks, from the start of this hour.
    package static let previewed = Duration.seconds(7 * 24 * 3600)
    /// For how long a scope has to be left alone to be called unused.
    package static let observed = Duration.seconds(90 * 24 * 3600)
}
