internal import Domain
internal import NIOHTTP1

/// What a request must look like before anything is done for it. Stricter than the parser: what two programs could read
/// in two ways is refused.
enum Framing {
    /// - Throws: `BAD_REQUEST`; the connection is not to be used again.
    static func check(_ head: HTTPRequestHead) throws(Failure) {
        guard head.version == .http1_1 || head.version == .http1_0 else {
            throw Failure(.badRequest, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
        }
        try checkHost(of: head)
        try checkTarget(head.uri)
        try checkBodyLength(of: head)
        try checkExpectation(of: head)
    }

    private static func checkHost(of head: HTTPRequestHead) throws(Failure) {
        var hosts = 0
        for (name, value) in head.headers where name.isASCIIEqual(to: "host") {
            hosts += 1
            guard !value.isEmpty, value.utf8.allSatisfy(isHostCharacter) else {
                throw Failure(.badRequest, "The Host header is not a host.")
            }
        }
        guard hosts == 1 || hosts == 0 && head.version == .http1_0 else {
            throw Failure(.badRequest, "A request has exactly one Host header.")
        }
    }

    /// RFC 9110, 7.2: `uri-host [":" port]`, of which only the characters matter here.
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

    /// RFC 9112, 6.3: one way only to tell where the body ends.
    private static func checkBodyLength(of head: HTTPRequestHead) throws(Failure) {
        var lengths = 0
        var encodings = 0
        for (name, value) in head.headers {
            if name.isASCIIEqual(to: "content-length") {
                lengths += 1
            } else if name.isASCIIEqual(to: "transfer-encoding") {
                encodings += 1
                guard value.isASCIIEqual(to: "chunked"), head.version == .http1_1 else {
                    throw Failure(.badRequest, "The only transfer encoding is `chunked`, in HTTP/1.1.")
                }
            }
        }
        guard lengths + encodings <= 1 else {
            throw Failure(.badRequest, "The length of the body is told more than once.")
        }
    }

    private static func checkExpectation(of head: HTTPRequestHead) throws(Failure) {
        for (name, value) in head.headers where name.isASCIIEqual(to: "expect") {
            guard value.isASCIIEqual(to: "100-continue") else {
                throw Failure(.badRequest, "The only expectation is `100-continue`.")
            }
        }
    }
}

extension HTTPRequestHead {
    /// Bytes that `Content-Length` announces; nil without one.
    var announcedLength: Int? {
        headers.first(name: "content-length").flatMap(Int.init)
    }

    var expectsContinue: Bool {
        version == .http1_1 && headers.contains(name: "expect")
    }

    /// The parser reads nothing after a request that asks for another protocol, so that connection ends with its answer.
    var asksForUpgrade: Bool {
        headers.contains(name: "upgrade")
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

extension StringProtocol {
    /// Whether the two are the same, upper and lower case of ASCII letters being one.
    func isASCIIEqual(to other: StaticString) -> Bool {
        guard utf8.count == other.utf8CodeUnitCount else { return false }
        return other.withUTF8Buffer { other in
            zip(utf8, other).allSatisfy { lowercased($0) == lowercased($1) }
        }
    }

    private func lowercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
