internal import Domain
internal import NIOHTTP1

/// What a request must look like before anything is done for it, and what its headers then say of it as a whole. Stricter
/// than the parser: what two programs could read in two ways is refused.
struct Framing {
    /// Bytes that `Content-Length` announces; nil without one.
    private(set) var announcedLength: Int?
    private(set) var expectsContinue = false
    /// Neither asked to close, nor for another protocol: the parser reads nothing behind such a request.
    private(set) var keepsAlive: Bool

    private var hosts = 0
    private var lengths = 0
    private var encodings = 0
    private var isHostWrong = false
    private var isEncodingWrong = false
    private var isExpectationWrong = false

    /// - Throws: `BAD_REQUEST`; the connection is not to be used again.
    init(_ head: HTTPRequestHead) throws(Failure) {
        keepsAlive = head.version != .http1_0
        guard head.version == .http1_1 || head.version == .http1_0 else {
            throw Failure(.badRequest, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
        }
        var connections = 0
        var upgrades = 0
        // Once through, by the length of the name: it is done for every request.
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 4 where name.isASCIIEqual(to: "host"): take(host: value)
            case 6 where name.isASCIIEqual(to: "expect"): take(expectation: value, head.version)
            case 7 where name.isASCIIEqual(to: "upgrade"): upgrades += 1
            case 10 where name.isASCIIEqual(to: "connection"): connections += 1
            case 14 where name.isASCIIEqual(to: "content-length"): take(length: value)
            case 17 where name.isASCIIEqual(to: "transfer-encoding"): take(encoding: value, head.version)
            default: break
            }
        }
        if connections > 0 { keepsAlive = head.isKeepAlive }
        if upgrades > 0 { keepsAlive = false }
        try refuseWhatIsWrong(head)
    }

    private mutating func take(host: String) {
        hosts += 1
        if !Self.isHost(host.utf8.span) { isHostWrong = true }
    }

    private mutating func take(length: String) {
        if lengths == 0 { announcedLength = Int(length) }
        lengths += 1
    }

    private mutating func take(encoding: String, _ version: HTTPVersion) {
        encodings += 1
        if !encoding.isASCIIEqual(to: "chunked") || version != .http1_1 { isEncodingWrong = true }
    }

    private mutating func take(expectation: String, _ version: HTTPVersion) {
        expectsContinue = version == .http1_1
        if !expectation.isASCIIEqual(to: "100-continue") { isExpectationWrong = true }
    }

    private func refuseWhatIsWrong(_ head: HTTPRequestHead) throws(Failure) {
        guard !isHostWrong else { throw Failure(.badRequest, "The Host header is not a host.") }
        guard hosts == 1 || hosts == 0 && head.version == .http1_0 else {
            throw Failure(.badRequest, "A request has exactly one Host header.")
        }
        try Self.checkTarget(head.uri)
        guard !isEncodingWrong else {
            throw Failure(.badRequest, "The only transfer encoding is `chunked`, in HTTP/1.1.")
        }
        // RFC 9112, 6.3: one way only to tell where the body ends.
        guard lengths + encodings <= 1 else {
            throw Failure(.badRequest, "The length of the body is told more than once.")
        }
        guard !isExpectationWrong else { throw Failure(.badRequest, "The only expectation is `100-continue`.") }
    }

    /// RFC 9110, 7.2: `uri-host [":" port]`, of which only the characters matter here.
    static func isHost(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where !isHostCharacter(value[index]) { return false }
        return !value.isEmpty
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default:
            false
        }
    }

    /// RFC 9112, 3.2.1: only the origin form, in visible ASCII, without a fragment.
    private static func checkTarget(_ target: String) throws(Failure) {
        let isOriginForm = target.utf8.first == UInt8(ascii: "/")
        guard isOriginForm, target.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != UInt8(ascii: "#") }) else {
            throw Failure(.badRequest, "The request target must be a path and nothing before it.")
        }
    }
}

extension Failure {
    static var headersTooLarge: Failure {
        Failure(.headersTooLarge, "The request's target and headers are too large.")
    }

    /// What the parser could not read.
    init(_ error: HTTPParserError) {
        self = error == .headerOverflow ? .headersTooLarge : Failure(.badRequest, "This is not HTTP/1.1.")
    }
}

extension String {
    /// Whether the two are the same, upper and lower case of ASCII letters being one.
    func isASCIIEqual(to other: StaticString) -> Bool {
        utf8.span.isASCIIEqual(to: other)
    }
}

extension Span<UInt8> {
    /// Whether the two are the same, upper and lower case of ASCII letters being one.
    func isASCIIEqual(to other: StaticString) -> Bool {
        guard count == other.utf8CodeUnitCount else { return false }
        for index in indices where self[index].lowercased != other.utf8Start[index].lowercased { return false }
        return true
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self
    }
}
