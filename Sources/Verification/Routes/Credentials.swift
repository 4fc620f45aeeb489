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
            guard let key = Self.key(in: name, value), !key.isEmpty, key != found else { continue }
            guard found == nil else {
                self = .ambiguous
                return
            }
            found = key
        }
        self = found.map { .key(Sensitive($0)) } ?? .missing
    }

    private static func key(in name: String, _ value: String) -> String? {
        if name.isASCIIEqual(to: "x-api-key") { return value }
        guard name.isASCIIEqual(to: "authorization"), let space = value.utf8.firstIndex(of: UInt8(ascii: " ")),
            value[..<space].isASCIIEqual(to: "bearer")
        else { return nil }
        return String(Substring(value.utf8[space...].drop { $0 == UInt8(ascii: " ") }))
    }
}
