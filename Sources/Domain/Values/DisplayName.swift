/// A label for people: 2 to 200 Unicode scalars (so at most 800 bytes) in NFC, no control or bidi characters, not
/// only white space. Not unique.
package struct DisplayName: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package static let length = 2...200

    package var description: String { text }

    /// Normalises to NFC, then checks.
    package init(validating input: String, at pointer: String = "/name") throws(InputError) {
        let text = input.normalized
        let scalars = text.unicodeScalars
        guard scalars.count >= Self.length.lowerBound else {
            throw InputError(pointer, "TOO_SHORT", "At least \(Self.length.lowerBound) characters are needed.")
        }
        guard scalars.count <= Self.length.upperBound else {
            throw InputError(pointer, "TOO_LONG", "At most \(Self.length.upperBound) characters fit.")
        }
        guard !scalars.contains(where: { $0.isControl || $0.isReordering }) else {
            throw InputError(pointer, "INVALID_CHARACTER", "Control and bidirectional characters are not allowed.")
        }
        guard !scalars.allSatisfy(\.isBlank) else {
            throw InputError(pointer, "BLANK", "Something visible is needed.")
        }
        self.text = text
    }

    private init(text: String) {
        self.text = text
    }

    /// As it is searched for and sorted by.
    package var folded: String { Self.folded(text) }

    /// What is looked for, in the form in which names are kept for that: NFC, in lower case whatever the language.
    package static func folded(_ text: String) -> String {
        text.normalized.lowercased().normalized
    }

    /// The name with " (copy)" behind it; a name too long for that loses its end.
    package var copied: DisplayName {
        let suffix = " (copy)"
        var base = text
        while base.unicodeScalars.count + suffix.unicodeScalars.count > Self.length.upperBound { base.removeLast() }
        return DisplayName(text: base + suffix)
    }
}
