/// Free text for people: up to 1,000 Unicode scalars in NFC. New lines and tabs are allowed, other control and bidi
/// characters are not.
package struct Description: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package static let empty = Description(text: "")

    package static let mostScalars = 1000

    package var description: String { text }

    /// Normalises to NFC, then checks.
    package init(validating input: String, at pointer: String = "/description") throws(InputError) {
        let text = input.normalized
        guard text.unicodeScalars.count <= Self.mostScalars else {
            throw InputError(pointer, "TOO_LONG", "At most \(Self.mostScalars) characters fit.")
        }
        let isRefused = { (scalar: Unicode.Scalar) in
            scalar.isControl && !["\n", "\r", "\t"].contains(scalar) || scalar.isReordering
        }
        guard !text.unicodeScalars.contains(where: isRefused) else {
            throw InputError(pointer, "INVALID_CHARACTER", "Control and bidirectional characters are not allowed.")
        }
        self.text = text
    }

    private init(text: String) {
        self.text = text
    }
}
