internal import Domain

/// The key that a request presents, in `Authorization: Bearer` (RFC 6750) or `X-API-Key`.
enum Credentials: Sendable {
    case missing
    case key(Sensitive<String>)
    /// Several that differ: one program might check the first, and the next use the second.
    case ambiguous

    init(_ headers: RequestHeaders) {
        var found: String?
        var areSeveral = false
        func note(_ key: String) {
            if let found, found != key { areSeveral = true }
            found = key
        }
        headers.forEach("authorization") { value in
            if let key = Self.key(inAuthorization: value) { note(key) }
        }
        headers.forEach("x-api-key") { value in
            if !value.isEmpty { note(String(value)) }
        }
        if areSeveral {
            self = .ambiguous
        } else {
            self = found.flatMap { $0.isEmpty ? nil : .key(Sensitive($0)) } ?? .missing
        }
    }

    /// Empty for a Bearer that cannot be read: that is no key, but another program may read it as one.
    private static func key(inAuthorization value: Span<UInt8>) -> String? {
        var end = 0
        while end < value.count, isTokenByte(value[end]) { end += 1 }
        guard value.extracting(first: end).isASCIIEqual(to: "bearer") else { return nil }
        var start = end
        while start < value.count, value[start] == UInt8(ascii: " ") { start += 1 }
        return start > end ? String(value.extracting(droppingFirst: start)) : ""
    }

    /// `tchar` of RFC 9110, of which a scheme consists.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
