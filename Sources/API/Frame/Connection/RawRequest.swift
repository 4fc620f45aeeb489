import Domain
import HTTPTypes
import NIOCore
import NIOHTTP1

/// A request that arrived whole, is well-formed HTTP/1.1 and meant for us.
struct RawRequest: Sendable {
    var method: HTTPRequest.Method
    /// In origin form: path and query as they were sent.
    var target: String
    /// Without `Host`.
    var headers: HTTPFields
    var body: [UInt8] = []
    /// Of the socket; nil when it is none of the Internet's.
    var remoteAddress: IPAddress?
}

/// What a connection hands to whoever answers: a request, or why it was refused.
typealias Incoming = Result<RawRequest, Failure>

/// What is answered: complete, so that the connection alone decides how it is framed, unless it is streamed.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: [UInt8]
    /// In place of the body.
    var stream: BodyStream?
    /// Whether the connection is of no more use.
    var closes = false
}

/// What whoever answers hands to the connection.
enum Outgoing: Sendable {
    case answer(Answer)
    /// A piece of the body of an answer that is streamed.
    case piece(ByteBuffer)
    /// There are no more of them.
    case end
}

/// The head of a request, checked before its body is awaited.
struct RequestHead {
    let request: RawRequest
    /// The client waits for `100 Continue` before it sends the body.
    let expectsContinue: Bool
    let isKeepAlive: Bool

    /// llhttp has refused what is not HTTP; this refuses what could be read in two ways, or is not meant for us.
    init(_ head: HTTPRequestHead, hosts: AllowedHosts, mostBody: Int) throws(Failure) {
        let head = Self.trimmed(head)
        try Self.checkVersion(head)
        try Self.checkHost(head, hosts)
        try Self.checkFraming(head, mostBody)
        guard head.uri.utf8.first == UInt8(ascii: "/") else {
            throw Failure(.badRequest, "The request target must be a path.")
        }
        guard let method = HTTPRequest.Method(head.method.rawValue) else {
            throw Failure(.badRequest, "The method is not valid.")
        }
        request = RawRequest(method: method, target: head.uri, headers: try Self.fields(head.headers))
        expectsContinue = try Self.expectsContinue(head)
        // HTTP/1.0 leaves it open who closes; after a request to upgrade, the decoder reads no further.
        isKeepAlive = head.isKeepAlive && head.version == .http1_1 && !head.headers.contains(name: "Upgrade")
    }

    /// White space around a field's value is no part of it (RFC 9110, 5.5); llhttp leaves what stands behind.
    private static func trimmed(_ head: HTTPRequestHead) -> HTTPRequestHead {
        var head = head
        head.headers = HTTPHeaders(
            head.headers.map { name, value in
                let end = value.lastIndex { $0 != " " && $0 != "\t" }.map(value.index(after:)) ?? value.startIndex
                return (name, String(value[..<end].drop { $0 == " " || $0 == "\t" }))
            }
        )
        return head
    }

    private static func checkVersion(_ head: HTTPRequestHead) throws(Failure) {
        guard head.version == .http1_1 || head.version == .http1_0 else {
            throw Failure(.badRequest, "Only HTTP/1.1 is spoken here.")
        }
    }

    private static func checkHost(_ head: HTTPRequestHead, _ hosts: AllowedHosts) throws(Failure) {
        let values = head.headers["Host"]
        guard let host = values.first, values.count == 1 else {
            throw Failure(.badRequest, "Exactly one Host header is needed.")
        }
        try hosts.check(host)
    }

    private static func checkFraming(_ head: HTTPRequestHead, _ mostBody: Int) throws(Failure) {
        let lengths = head.headers["Content-Length"]
        let encodings = head.headers["Transfer-Encoding"]
        guard lengths.count + encodings.count <= 1 else {
            throw Failure(.badRequest, "The length of the body is given more than once.")
        }
        if let encoding = encodings.first {
            guard encoding.lowercased() == "chunked", head.version == .http1_1 else {
                throw Failure(.badRequest, "Chunked is the only transfer encoding that is understood.")
            }
        }
        if let length = lengths.first {
            guard !length.isEmpty, length.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
                throw Failure(.badRequest, "The Content-Length is not a number.")
            }
            guard let length = Int(length), length <= mostBody else { throw .bodyTooLarge(mostBody) }
        }
    }

    private static func fields(_ headers: HTTPHeaders) throws(Failure) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in headers where name.lowercased() != "host" {
            guard let name = HTTPField.Name(name), HTTPField.isValidValue(value) else {
                throw Failure(.badRequest, "A header field is not valid.")
            }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }

    private static func expectsContinue(_ head: HTTPRequestHead) throws(Failure) -> Bool {
        let expectations = head.headers["Expect"]
        guard expectations.allSatisfy({ $0.lowercased() == "100-continue" }) else {
            throw Failure(.badRequest, "The only expectation that can be met is 100-continue.")
        }
        return !expectations.isEmpty && head.version == .http1_1
    }
}

extension Failure {
    static func bodyTooLarge(_ most: Int) -> Failure {
        Failure(.payloadTooLarge, "The body may have at most \(most) bytes.")
    }
}
