package import Domain

extension Filter {
    /// - Throws: `invalidFilter`, also for an attribute that the schema does not have.
    package init(_ text: String, of schema: ResourceSchema) throws(Failure) {
        var parser = FilterParser(text, vocabulary: schema.vocabulary, urn: schema.urn)
        self = try parser.whole()
    }
}

/// Reads RFC 7644's filters by recursive descent: `or` binds less than `and`, and that less than `not`.
struct FilterParser {
    private var rest: Substring
    private var vocabulary: [Attribute]
    private let urn: String
    private var depth = 0

    private static let longest = 2000
    private static let deepest = 16

    init(_ text: String, vocabulary: [Attribute], urn: String) {
        rest = text[...]
        self.vocabulary = vocabulary
        self.urn = urn
    }

    mutating func whole() throws(Failure) -> Filter {
        guard rest.utf8.count <= Self.longest else { throw wrong("it is longer than \(Self.longest) bytes") }
        let filter = try alternatives()
        skipSpaces()
        guard rest.isEmpty else { throw wrong("something follows it") }
        return filter
    }

    private mutating func alternatives() throws(Failure) -> Filter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw wrong("it is nested more than \(Self.deepest) deep") }
        var filter = try conditions()
        while skip(word: "or") { filter = .or(filter, try conditions()) }
        return filter
    }

    private mutating func conditions() throws(Failure) -> Filter {
        var filter = try condition()
        while skip(word: "and") { filter = .and(filter, try condition()) }
        return filter
    }

    private mutating func condition() throws(Failure) -> Filter {
        if skip("(") { return try enclosed(by: ")") }
        var before = self
        if before.skip(word: "not"), before.skip("(") {
            self = before
            return .not(try enclosed(by: ")"))
        }
        return try comparison()
    }

    private mutating func enclosed(by end: Character) throws(Failure) -> Filter {
        let filter = try alternatives()
        guard skip(end) else { throw wrong("\"\(end)\" is missing") }
        return filter
    }

    private mutating func comparison() throws(Failure) -> Filter {
        let target = try target()
        if target.part == nil, skip("[") {
            let outer = vocabulary
            vocabulary = target.attribute.subAttributes
            defer { vocabulary = outer }
            return .any(target.attribute, try enclosed(by: "]"))
        }
        let word = word().lowercased()
        if word == "pr" { return .present(target) }
        guard let comparison = Filter.Comparison(rawValue: word) else { throw wrong("an operator is missing") }
        return .compare(target, comparison, try value())
    }

    private mutating func target() throws(Failure) -> Filter.Target {
        skipSpaces()
        if rest.lowercased().hasPrefix(urn.lowercased() + ":") { rest = rest.dropFirst(urn.count + 1) }
        let names = word().split(separator: ".", omittingEmptySubsequences: false)
        guard let attribute = names.first.flatMap(vocabulary.named), names.count <= 2 else {
            throw wrong("there is no such attribute")
        }
        guard names.count == 2 else { return Filter.Target(attribute: attribute, part: nil) }
        guard let part = attribute.subAttributes.named(names[1]) else { throw wrong("there is no such attribute") }
        return Filter.Target(attribute: attribute, part: part)
    }

    /// Text, true, false, null or a number, as JSON writes them.
    private mutating func value() throws(Failure) -> JSON {
        skipSpaces()
        let end = rest.first == "\"" ? endOfText : rest.firstIndex { " )]".contains($0) } ?? rest.endIndex
        guard let json = try? JSON(parsing: Array(rest[..<end].utf8)) else { throw wrong("a value is missing") }
        rest = rest[end...]
        return json
    }

    /// Behind the closing quotation mark of what begins with one.
    private var endOfText: Substring.Index {
        var isEscaped = false
        for index in rest.indices.dropFirst() {
            if isEscaped {
                isEscaped = false
            } else if rest[index] == "\\" {
                isEscaped = true
            } else if rest[index] == "\"" {
                return rest.index(after: index)
            }
        }
        return rest.endIndex
    }

    private mutating func word() -> Substring {
        skipSpaces()
        let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.$".contains($0)) }
        rest = rest.dropFirst(word.count)
        return word
    }

    private mutating func skip(word expected: String) -> Bool {
        var ahead = self
        guard ahead.word().lowercased() == expected else { return false }
        self = ahead
        return true
    }

    private mutating func skip(_ character: Character) -> Bool {
        skipSpaces()
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipSpaces() {
        rest = rest.drop { $0 == " " }
    }

    private func wrong(_ detail: String) -> Failure { .scim(.invalidFilter, "The filter is not valid: \(detail).") }
}
