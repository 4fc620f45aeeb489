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
        var seen: Set<String> = []
        for pair in query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = Self.decode(parts[0]), let value = Self.decode(parts[1]) else {
                throw Failure(.badRequest, "A query parameter is not `name=value` in percent-encoding.")
            }
            guard seen.insert(name).inserted || name == "scope" else {
                throw Failure(.badRequest, "A query parameter other than `scope` is given twice.")
            }
            try set(name, value)
        }
    }

    private mutating func set(_ name: String, _ value: String) throws(Failure) {
        switch name {
        case "scope":
            let scopes = value.split(separator: " ").map(String.init)
            guard !scopes.isEmpty else { throw Failure(.badRequest, "The parameter `scope` names no scope.") }
            self.scopes += scopes
        case "environment":
            guard let environment = Environment(rawValue: value) else {
                throw Failure(.badRequest, "The parameter `environment` is LIVE or TEST.")
            }
            self.environment = environment
        case "limited":
            guard value == "403" else { throw Failure(.badRequest, "The parameter `limited` is 403, or not given.") }
            limitedIsForbidden = true
        case "allowed":
            guard value == "200" else { throw Failure(.badRequest, "The parameter `allowed` is 200, or not given.") }
            allowedIsOK = true
        default:
            throw Failure(.badRequest, "The only parameters are `scope`, `environment`, `limited` and `allowed`.")
        }
    }

    /// Percent-encoding, and `+` for a space; nil unless the result is UTF-8.
    private static func decode(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = text[...]
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
