internal import Domain
internal import NIOHTTP1

/// One thing that the private listener answers. An object, so that each request refers to it alone.
final class Route: Sendable {
    enum Audience: Sendable {
        /// Who must send the gateways' token, where there is one.
        case gateways
        case anybody
    }

    typealias Respond = @Sendable (IncomingRequest) throws(Failure) -> Response

    let path: String
    /// Nil for any. HEAD is named where it is answered.
    let methods: [HTTPMethod]?
    let audience: Audience
    /// Otherwise a body is read and thrown away.
    let needsJSON: Bool
    /// Whether the asker passes on only the headers, so that a problem's code has to be among them.
    let putsCodeInHeader: Bool
    let respond: Respond

    init(
        _ path: String,
        _ methods: [HTTPMethod]?,
        _ audience: Audience,
        needsJSON: Bool = false,
        putsCodeInHeader: Bool = false,
        respond: @escaping Respond
    ) {
        self.path = path
        self.methods = methods
        self.audience = audience
        self.needsJSON = needsJSON
        self.putsCodeInHeader = putsCodeInHeader
        self.respond = respond
    }
}

/// When a route's answer is there.
enum Response: Sendable {
    /// Before the connection does anything else: nothing asynchronous happens.
    case now(Answer)
    case later(@Sendable () async throws -> Answer)
}
