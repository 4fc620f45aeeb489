/// What is typed to look for something.
package enum SearchText {
    /// In Unicode scalars.
    package static let longest = 200

    /// In NFC; nil for nothing to look for.
    static func validated(_ input: String, at pointer: String) throws(InputError) -> String? {
        let text = input.normalized
        guard text.unicodeScalars.count <= longest else {
            throw InputError(pointer, "TOO_LONG", "At most \(longest) characters fit.")
        }
        guard !text.unicodeScalars.contains(where: \.isControl) else {
            throw InputError(pointer, "INVALID_CHARACTER", "Control characters are not allowed.")
        }
        return text.isEmpty ? nil : text
    }
}
