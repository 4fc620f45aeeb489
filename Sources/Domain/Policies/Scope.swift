/// A permission of the catalogue.
package struct Scope: Hashable, Sendable {
    /// What a key carries and a gateway asks for, such as `invoices:read`.
    package let name: String
    package let label: String
    package let description: String

    package static let mostInCatalogue = 200

    package init(_ name: String, _ label: String, _ description: String) {
        self.name = name
        self.label = label
        self.description = description
    }

    /// 1 to 64 of lower-case letters, digits and `:._-`, beginning with a letter: safe in a header and a query.
    package static func isName(_ text: String) -> Bool {
        guard 1...64 ~= text.utf8.count, let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { byte in
            isLetter(byte) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || ":._-".utf8.contains(byte)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
    }
}
