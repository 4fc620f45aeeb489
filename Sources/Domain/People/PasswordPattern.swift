/// How much of a password does not follow from what stands before it.
enum PasswordPattern {
    /// Below this it is a sequence or a repetition, whatever its length.
    static let fewest = 5

    /// Characters of the shortest part whose repetition makes the whole, without those that follow their neighbour: the
    /// same again, the next or previous one of the alphabet, or beside it on a keyboard.
    static func surprises(in scalars: [Unicode.Scalar]) -> Int {
        let part = scalars.prefix(period(of: scalars))
        return zip(part.dropFirst(), part).reduce(1) { $0 + (follows($1.0, $1.1) ? 0 : 1) }
    }

    /// The number of characters after which it begins anew; all of it when it does not.
    private static func period(of scalars: [Unicode.Scalar]) -> Int {
        (1..<max(2, scalars.count / 2 + 1)).first { period in
            scalars.indices.dropFirst(period).allSatisfy { scalars[$0] == scalars[$0 - period] }
        } ?? scalars.count
    }

    private static func follows(_ scalar: Unicode.Scalar, _ other: Unicode.Scalar) -> Bool {
        let (scalar, other) = (scalar.properties.lowercaseMapping, other.properties.lowercaseMapping)
        guard let one = scalar.unicodeScalars.first, let last = other.unicodeScalars.first else { return false }
        let isNextInAlphabet = abs(Int(one.value) - Int(last.value)) <= 1
        return isNextInAlphabet || keyboards.contains { $0.contains("\(last)\(one)") || $0.contains("\(one)\(last)") }
    }

    private static let keyboards = [
        "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm",
        "wxcvbn",
    ]
}
