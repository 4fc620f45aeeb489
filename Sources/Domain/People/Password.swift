/// A password as it is hashed: NFC, so that every keyboard spells it alike.
package struct Password: Sendable {
    package let text: Sensitive<String>

    /// After NIST SP 800-63B: length counts, composition does not; every character is welcome.
    package static let length = 12...256

    /// A new password: 12 to 256 Unicode scalars that are no mere pattern and do not name the person or this service.
    ///
    /// - Parameter person: whose it will be, as far as that is known.
    package init(
        validating input: String,
        for person: User? = nil,
        at pointer: String = "/password"
    ) throws(InputError) {
        let scalars = Array(input.normalized.unicodeScalars)
        guard scalars.count >= Self.length.lowerBound else {
            throw InputError(pointer, "TOO_SHORT", "At least \(Self.length.lowerBound) characters are needed.")
        }
        guard scalars.count <= Self.length.upperBound else {
            throw InputError(pointer, "TOO_LONG", "At most \(Self.length.upperBound) characters fit.")
        }
        guard PasswordPattern.surprises(in: scalars) >= PasswordPattern.fewest else {
            throw InputError(pointer, "TOO_SIMPLE", "This is little more than a sequence or a repetition.")
        }
        guard !PasswordContext(of: person).occurs(in: input.normalized) else {
            throw InputError(
                pointer,
                "CONTAINS_CONTEXT",
                "A password holds neither the person's name or address nor the name of this service."
            )
        }
        text = Sensitive(input.normalized)
    }

    /// What someone types to sign in: any length, since only the stored hash decides.
    package init(presented input: String) {
        text = Sensitive(input.normalized)
    }
}
