internal import Domain

/// `?scope=a&scope=b%20c&environment=LIVE&limited=403&allowed=200`.
struct AuthorizeQuery: Sendable {
    private(set) var scopes: [String] = []
    private(set) var environment: Environment?
    /// nginx makes 500 of a 429.
    private(set) var limitedIsForbidden = false
    /// Envoy lets pass a 200, and not a 204.
    private(set) var allowedIsOK = false

    /// - Throws: `BAD_REQUEST` for what is unknown, empty, given twice or wrongly encoded: a gateway that is configured
    ///   wrongly must not ask for less than was meant.
    init(_ query: Substring?) throws(Failure) {
        guard let query else { return }
        var rest = query
        while true {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex
            try take(rest[..<end])
            guard end < rest.endIndex else { return }
            rest = rest[rest.utf8.index(after: end)...]
        }
    }

    private mutating func take(_ pair: Substring) throws(Failure) {
        guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")), let name = Self.decode(pair[..<equals]),
            let value = Self.decode(pair[pair.utf8.index(after: equals)...])
        else {
            throw Failure(.badRequest, "A query parameter is not `name=value` in percent-encoding.")
        }
        try set(name, value)
    }

    private mutating func set(_ name: String, _ value: String) throws(Failure) {
        switch name {
        case "scope":
            let count = scopes.count
            if !value.isEmpty, !value.utf8.contains(UInt8(ascii: " ")) {
                scopes.append(value)
            } else {
                for scope in value.utf8.split(separator: UInt8(ascii: " ")) { scopes.append(String(Substring(scope))) }
            }
            guard scopes.count > count else { throw Failure(.badRequest, "The parameter `scope` names no scope.") }
        case "environment":
            try requireFirst(environment == nil)
            guard let environment = Environment(rawValue: value) else {
                throw Failure(.badRequest, "The parameter `environment` is LIVE or TEST.")
            }
            self.environment = environment
        case "limited":
            try requireFirst(!limitedIsForbidden)
            guard value == "403" else { throw Failure(.badRequest, "The parameter `limited` is 403, or not given.") }
            limitedIsForbidden = true
        case "allowed":
            try requireFirst(!allowedIsOK)
            guard value == "200" else { throw Failure(.badRequest, "The parameter `allowed` is 200, or not given.") }
            allowedIsOK = true
        default:
            throw Failure(.badRequest, "The only parameters are `scope`, `environment`, `limited` and `allowed`.")
        }
    }

    private func requireFirst(_ isFirst: Bool) throws(Failure) {
        guard isFirst else { throw Failure(.badRequest, "A query parameter other than `scope` is given twice.") }
    }

    /// Percent-encoding, and `+` for a space; nil unless the result is UTF-8.
    private static func decode(_ text: Substring) -> String? {
        let isEncoded = text.utf8.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }
        guard isEncoded else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst(), let low = rest.popFirst(),
                    let decoded = Hex.decode(String(decoding: [high, low], as: UTF8.self))
                else { return nil }
                bytes += decoded
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
