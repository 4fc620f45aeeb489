/// What keys are looked for by: the beginning of their name, of what is shown of them, or of their kid.
package struct KeySearch: Hashable, Sendable {
    /// As typed, in NFC.
    package let text: String
    /// Of the folded name.
    package let name: TextPrefix
    /// Nil when no kid begins so.
    package let kid: TextPrefix?
    /// Nil when no shown key begins so.
    package let shown: Shown?

    /// The beginning of `sk_live_0123456789abcdef`, part by part.
    package enum Shown: Hashable, Sendable {
        /// `s`, `sk`
        case prefix(TextPrefix)
        /// `sk_`, `sk_li`, `sk_live`
        case environments([Environment], of: String)
        /// `sk_live_`, `sk_live_0123`
        case kid(TextPrefix, environment: Environment, prefix: String)
    }

    /// Nil for nothing to look for.
    package init?(validating input: String, at pointer: String) throws(InputError) {
        guard let text = try SearchText.validated(input, at: pointer) else { return nil }
        self.text = text
        name = TextPrefix(DisplayName.folded(text))
        // A shown key ends with an ellipsis, which is copied with it.
        let copied = text.hasSuffix("…") ? String(text.dropLast()) : text
        kid = Self.isKidPart(copied) && !copied.isEmpty ? TextPrefix(copied) : nil
        shown = Shown(copied)
    }

    fileprivate static func isKidPart(_ text: String) -> Bool {
        text.utf8.count <= Kid.length && text.utf8.allSatisfy(Base62.isDigit)
    }
}

extension KeySearch.Shown {
    fileprivate init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard let prefix = parts.first, KeyString.isPrefix(prefix) || parts.count == 1 else { return nil }
        switch parts.count {
        case 1 where Self.beginsPrefix(prefix):
            self = .prefix(TextPrefix(prefix))
        case 2:
            let environments = Environment.allCases.filter { $0.segment.hasPrefix(parts[1]) || parts[1].isEmpty }
            guard !environments.isEmpty else { return nil }
            self = .environments(environments, of: prefix)
        case 3:
            guard let environment = Environment.allCases.first(where: { $0.segment == parts[1] }),
                KeySearch.isKidPart(parts[2])
            else { return nil }
            self = .kid(TextPrefix(parts[2]), environment: environment, prefix: prefix)
        default:
            return nil
        }
    }

    private static func beginsPrefix(_ text: String) -> Bool {
        KeyString.isPrefix(text) || (text.utf8.count == 1 && KeyString.isPrefix(text + "0"))
    }
}
