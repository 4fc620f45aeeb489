import Domain
import HTTPTypes

/// RFC 6750, in the header only: a token in a URL or a body ends up in logs.
enum Bearer {
    /// - Throws: `UNAUTHENTICATED` unless there is exactly one `Authorization: Bearer token68`.
    static func token(in headers: HTTPFields) throws(Failure) -> Sensitive<String> {
        let values = headers[values: .authorization]
        guard let value = values.first else { throw .unauthenticated() }
        let parts = value.split(separator: " ", omittingEmptySubsequences: false)
        guard values.count == 1, parts.count == 2, parts[0].lowercased() == "bearer", isToken68(parts[1]) else {
            throw Failure(.unauthenticated, "The Authorization header must be one Bearer token.")
        }
        return Sensitive(String(parts[1]))
    }

    /// RFC 9110, 11.2: characters of base64 and base64url, then any padding.
    private static func isToken68(_ text: Substring) -> Bool {
        let body = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        return !body.isEmpty && body.allSatisfy(isToken68Byte)
            && text.utf8.dropFirst(body.count).allSatisfy { $0 == UInt8(ascii: "=") }
    }

    private static func isToken68Byte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~+/".utf8.contains(byte)
        }
    }
}
