internal import Domain
internal import NIOHTTP1

/// The key that a request presents, in `Authorization: Bearer` (RFC 6750) or `X-API-Key`.
enum Credentials: Sendable {
    case missing
    case key(Sensitive<String>)
    /// Several that differ: one program might check the first, and the next use the second.
    case ambiguous

    init(_ headers: HTTPHeaders) {
        var found: String?
        for (name, value) in headers {
            guard let key = Self.key(in: name, value), key != found else { continue }
            guard found == nil else {
                self = .ambiguous
                return
            }
            found = key
        }
        self = found.flatMap { $0.isEmpty ? nil : .key(Sensitive($0)) } ?? .missing
    }

    /// Empty for a Bearer that cannot be read: that is no key, but another program may read it as one.
    private static func key(in name: String, _ value: String) -> String? {
        switch name.utf8.count {
        case 9 where name.isASCIIEqual(to: "x-api-key"): return value.isEmpty ? nil : value
        case 13 where name.isASCIIEqual(to: "authorization"): return key(inAuthorization: value)
        default: return nil
        }
    }

    private static func key(inAuthorization value: String) -> String? {
        let end = value.utf8.firstIndex { !isTokenByte($0) } ?? value.endIndex
        guard value[..<end].isASCIIEqual(to: "bearer") else { return nil }
        let rest = value.utf8[end...]
        guard rest.first == UInt8(ascii: " ") else { return "" }
        return String(Substring(rest.drop { $0 == UInt8(ascii: " ") }))
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
