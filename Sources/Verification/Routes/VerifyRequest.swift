package import Domain
package import NIOCore
internal import Wire

/// The body of `POST /v1/verify`: `{"key", "scopes": [], "ip", "environment"}`, of which only the key is needed.
package struct VerifyRequest: Sendable {
    package let key: Sensitive<String>
    package let question: Check.Question

    /// - Throws: `INVALID_JSON`, or `VALIDATION_FAILED` naming everything that is wrong.
    init(_ body: ByteBuffer, contentType: String?) throws(Failure) {
        if let plain = Self.plain(body) {
            self = plain
        } else {
            self = try Self.general(body, contentType)
        }
    }

    init(key: String, _ question: Check.Question) {
        self.key = Sensitive(key)
        self.question = question
    }

    /// Any body, read by the rules that all bodies are read by.
    package static func general(_ body: ByteBuffer, _ contentType: String?) throws(Failure) -> VerifyRequest {
        let fields = try Fields(JSONBody.decode(Array(body.readableBytesView), contentType: contentType))
        let (key, scopes, ip, environment) = try fields.finish(
            fields.required("key", .string),
            fields.optional("scopes", .array(of: .string), default: []),
            fields.optional("ip", .parsed("INVALID_IP", "an IPv4 or IPv6 address") { IPAddress($0) }),
            fields.optional("environment", .enum(Environment.self))
        )
        return VerifyRequest(key: key, Check.Question(scopes: scopes, ip: ip, environment: environment))
    }
}

extension VerifyRequest {
    /// A body as programs write it, read in one pass: each field at most once and of its type, strings of printable ASCII
    /// without escapes. Nil for any other, which may be right or wrong.
    package static func plain(_ body: ByteBuffer) -> VerifyRequest? {
        var reader = PlainJSONReader(body)
        var key: String?
        var scopes: [String]?
        var (ip, environment): (IPAddress?, Environment?)
        guard reader.take("{") else { return nil }
        repeat {
            guard let name = reader.string(), reader.take(":") else { return nil }
            switch name {
            case "key" where key == nil:
                key = reader.string()
                guard key != nil else { return nil }
            case "scopes" where scopes == nil:
                scopes = reader.strings(atMost: 1000)
                guard scopes != nil else { return nil }
            case "ip" where ip == nil:
                ip = reader.string().flatMap { IPAddress($0) }
                guard ip != nil else { return nil }
            case "environment" where environment == nil:
                environment = reader.string().flatMap { Environment(rawValue: $0) }
                guard environment != nil else { return nil }
            default:
                return nil
            }
        } while reader.take(",")
        guard reader.take("}"), reader.isAtEnd, let key else { return nil }
        return VerifyRequest(key: key, Check.Question(scopes: scopes ?? [], ip: ip, environment: environment))
    }
}
