extension IPAddress: LosslessStringConvertible {
    /// Strict: four decimal numbers without leading zeros, or RFC 4291 without a zone.
    package init?(_ description: String) {
        if description.utf8.contains(UInt8(ascii: ":")) {
            guard let bits = Self.parseV6(description) else { return nil }
            self.init(v6: bits)
        } else {
            guard let bits = Self.parseV4(description) else { return nil }
            self.init(v4: bits)
        }
    }

    private static func parseV4(_ text: some StringProtocol) -> UInt32? {
        var rest = text.utf8[...]
        var bits: UInt32 = 0
        for place in 0..<4 {
            let digits = rest.prefix { $0 != UInt8(ascii: ".") }
            guard let number = decimal(digits, upTo: 255) else { return nil }
            bits = bits << 8 | UInt32(number)
            rest = rest[digits.endIndex...]
            // A dot between two numbers, and nothing behind the last.
            guard place < 3 ? rest.popFirst() != nil : rest.isEmpty else { return nil }
        }
        return bits
    }

    private static func parseV6(_ text: String) -> UInt128? {
        let groups = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard let gap = groups.firstIndex(of: "") else {
            return value(of: groups, mayEndInV4: true, count: 8...8).map(\.bits)
        }
        // `a::b` has one empty group; `::b` and `a::` have two beside each other, and `::` has three.
        let head = groups[..<gap]
        let tail = groups[gap...].drop { $0.isEmpty }
        let empties = groups.count - head.count - tail.count
        guard empties == 1 + (head.isEmpty ? 1 : 0) + (tail.isEmpty ? 1 : 0),
            let high = value(of: head, mayEndInV4: false, count: 0...7),
            let low = value(of: tail, mayEndInV4: true, count: 0...7), high.count + low.count <= 7
        else { return nil }
        return (high.count == 0 ? 0 : high.bits << (128 - 16 * high.count)) | low.bits
    }

    /// The groups as one number, and how many groups of 16 bits they are.
    private static func value(
        of groups: some BidirectionalCollection<String>,
        mayEndInV4: Bool,
        count allowed: ClosedRange<Int>
    ) -> (bits: UInt128, count: Int)? {
        var bits: UInt128 = 0
        var count = 0
        var rest = groups[...]
        while let group = rest.popFirst() {
            if let number = group16(group) {
                bits = bits << 16 | UInt128(number)
                count += 1
            } else if mayEndInV4, rest.isEmpty, let v4 = parseV4(group) {
                bits = bits << 32 | UInt128(v4)
                count += 2
            } else {
                return nil
            }
        }
        return allowed.contains(count) ? (bits, count) : nil
    }

    private static func group16(_ text: String) -> UInt16? {
        guard 1...4 ~= text.utf8.count, text.utf8.allSatisfy({ Hex.value(of: $0) != nil }) else { return nil }
        return UInt16(text, radix: 16)
    }

    /// A decimal number of ASCII digits without leading zeros.
    static func decimal(_ digits: some Collection<UInt8>, upTo most: Int) -> Int? {
        guard 1...3 ~= digits.count, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            return nil
        }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return number <= most && (digits.count == 1 || digits.first != UInt8(ascii: "0")) ? number : nil
    }

    /// Dotted decimals, or RFC 5952: lower case, the longest run of zeros as `::`.
    package var description: String {
        switch family {
        case .v4: bytes.map(String.init).joined(separator: ".")
        case .v6: canonicalV6
        }
    }

    private var canonicalV6: String {
        let groups = (1...8).map { UInt16(truncatingIfNeeded: bits >> (128 - 16 * $0)) }
        let texts = groups.map { String($0, radix: 16) }
        guard let gap = Self.longestRunOfZeros(in: groups) else { return texts.joined(separator: ":") }
        return texts[..<gap.lowerBound].joined(separator: ":") + "::"
            + texts[gap.upperBound...].joined(separator: ":")
    }

    /// The first of the longest; a single zero is not shortened (RFC 5952, 4.2.2).
    private static func longestRunOfZeros(in groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        for index in groups.indices {
            if groups[index] != 0 {
                start = index + 1
            } else if index - start + 1 > max(1, longest?.count ?? 0) {
                longest = start..<index + 1
            }
        }
        return longest
    }
}
