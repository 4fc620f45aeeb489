/// Why a limit is to be another, or is not: 1 to 1,000 Unicode scalars in NFC that both the tenant and staff read. New
/// lines and tabs are allowed, other control and bidi characters are not.
package struct LimitReason: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    /// Normalises to NFC, then checks.
    package init(validating input: String, at pointer: String = "/reason") throws(InputError) {
        let text = try Description(validating: input, at: pointer).text
        guard !text.unicodeScalars.allSatisfy(\.isBlank) else {
            throw InputError(pointer, "BLANK", "Something visible is needed.")
        }
        self.text = text
    }
}
