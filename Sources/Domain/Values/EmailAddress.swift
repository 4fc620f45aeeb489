/// Where a person is reached and by what they are known: an RFC 5321 dot-atom and a domain name, in ASCII, at most
/// 254 bytes, kept in lower case.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    package init(validating input: String, at pointer: String = "/email") throws(InputError) {
        let text = input.lowercased()
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard input.utf8.count <= 254 else {
            throw InputError(pointer, "TOO_LONG", "At most 254 bytes fit.")
        }
        guard parts.count == 2, input.utf8.allSatisfy({ $0 < 0x80 }),
            Self.isLocalPart(parts[0]), Self.isDomain(parts[1])
        else {
            throw InputError(pointer, "INVALID_EMAIL", "This is not an e-mail address.")
        }
        self.text = text
    }

    private static func isLocalPart(_ text: Substring.UTF8View) -> Bool {
        let atoms = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.count <= 64 && atoms.allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomCharacter) }
    }

    private static func isDomain(_ text: Substring.UTF8View) -> Bool {
        let labels = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy(isLabel)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return 1...63 ~= label.count && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isLetterOrDigit($0) || $0 == hyphen }
    }

    private static func isAtomCharacter(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
}
