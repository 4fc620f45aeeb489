internal import NIOCore
internal import NIOHTTP1

/// What a request says of itself ahead of its body, whoever read it.
struct RequestHead: Sendable {
    let method: HTTPMethod
    let path: Substring
    /// What stands behind the first `?`, still encoded; nil without one.
    let query: Substring?
    let headers: RequestHeaders

    init(_ head: HTTPRequestHead) {
        self.init(method: head.method, target: head.uri, headers: RequestHeaders(head.headers))
    }

    init(method: HTTPMethod, target: String, headers: RequestHeaders) {
        self.method = method
        self.headers = headers
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else {
            (path, query) = (target[...], nil)
            return
        }
        (path, query) = (target[..<mark], target[target.utf8.index(after: mark)...])
    }
}

/// The headers of a request: those that the parser made strings of, or lines in what came, of which a string is made only
/// when it is asked for.
struct RequestHeaders: Sendable {
    struct Line: Sendable {
        let name: Range<UInt16>
        let value: Range<UInt16>
    }

    private enum Source: Sendable {
        case strings(HTTPHeaders)
        case lines([Line], ByteBuffer)
    }

    private let source: Source

    init(_ headers: HTTPHeaders) {
        source = .strings(headers)
    }

    /// - Parameter lines: counted from the first readable byte.
    init(_ lines: [Line], in bytes: ByteBuffer) {
        source = .lines(lines, bytes)
    }

    /// Passes on each value of a header as it stands, in their order.
    func forEach(_ name: StaticString, _ body: (Span<UInt8>) -> Void) {
        switch source {
        case .strings(let headers):
            for (other, value) in headers where other.isASCIIEqual(to: name) { body(value.utf8.span) }
        case .lines(let lines, let buffer):
            let bytes = buffer.readableBytesUInt8Span
            for line in lines where line.name.count == name.utf8CodeUnitCount {
                guard bytes.extracting(Range(line.name)).isASCIIEqual(to: name) else { continue }
                body(bytes.extracting(Range(line.value)))
            }
        }
    }

    func values(_ name: StaticString) -> [String] {
        var values: [String] = []
        forEach(name) { values.append(String($0)) }
        return values
    }

    /// The value of a header that is there exactly once.
    func only(_ name: StaticString) -> String? {
        var (found, count): (String?, Int) = (nil, 0)
        forEach(name) { value in
            if count == 0 { found = String(value) }
            count += 1
        }
        return count == 1 ? found : nil
    }
}

extension Range<Int> {
    fileprivate init(_ range: Range<UInt16>) {
        self = Int(range.lowerBound)..<Int(range.upperBound)
    }
}

extension String {
    init(_ bytes: Span<UInt8>) {
        self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
