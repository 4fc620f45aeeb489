/// A password as it is hashed: NFC, so that every keyboard spells it alike.
package struct Password: Sendable {
    package let text: Sensitive<String>

    /// After NIST SP 800-63B: length counts, composition does not; every character is welcome.
    package static let length = 12...256

    /// A new password: 12 to 256 Unicode scalars, not one of them repeated throughout.
    package init(validating input: String, at pointer: String = "/password") throws(InputError) {
        let scalars = input.normalized.unicodeScalars
        guard scalars.count >= Self.length.lowerBound else {
            throw InputError(pointer, "TOO_SHORT", "At least \(Self.length.lowerBound) characters are needed.")
        }
        guard scalars.count <= Self.length.upperBound else {
            throw InputError(pointer, "TOO_LONG", "At most \(Self.length.upperBound) characters fit.")
        }
        guard Set(scalars).count > 1 else {
            throw InputError(pointer, "TOO_SIMPLE", "More than one different character is needed.")
        }
        text = Sensitive(String(scalars))
    }

    /// What someone types to sign in: any length, since only the stored hash decides.
    package init(presented input: String) {
        text = Sensitive(input.normalized)
    }
}
