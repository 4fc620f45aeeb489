internal import NIOCore
internal import NIOHTTP1

/// What is answered to one request: the body, and the headers beyond those that every answer has.
struct Answer: Sendable {
    struct Field: Sendable {
        let name: StaticString
        let value: Value

        enum Value: Sendable {
            case text(String)
            /// Divided by spaces.
            case words([String])
        }

        init(_ name: StaticString, _ value: String) {
            self.name = name
            self.value = .text(value)
        }

        init(_ name: StaticString, words: [String]) {
            self.name = name
            value = .words(words)
        }
    }

    let status: HTTPResponseStatus
    /// Whose key it is that was let through.
    var identity: WrittenFields?
    var fields: [Field] = []
    /// Bytes and their media type; nil for an answer that consists of its headers.
    var content: Content?
    /// What is counted of it, when it is a verdict.
    var check: CheckMetrics.Check?

    struct Content: Sendable {
        let type: StaticString
        let bytes: [UInt8]
    }
}

extension Answer {
    /// What the connection adds to an answer.
    struct Circumstances {
        /// HEAD is answered as GET is, without the body.
        let omitsBody: Bool
        let closes: Bool
        /// HTTP/1.0, which takes a connection as closed unless told otherwise.
        let isOldVersion: Bool
        /// And what else every answer has.
        let date: [UInt8]
    }

    func write(into buffer: inout ByteBuffer, _ circumstances: Circumstances) {
        status.write(into: &buffer)
        buffer.writeBytes(circumstances.date)
        if let content {
            buffer.writeStaticString("\r\nContent-Type: ")
            buffer.writeStaticString(content.type)
        }
        // RFC 9110, 8.6: never with 204.
        if status != .noContent {
            buffer.writeStaticString("\r\nContent-Length: ")
            buffer.writeString(String(content?.bytes.count ?? 0))
        }
        if circumstances.closes {
            buffer.writeStaticString("\r\nConnection: close")
        } else if circumstances.isOldVersion {
            buffer.writeStaticString("\r\nConnection: keep-alive")
        }
        if let identity { buffer.writeBytes(identity.bytes) }
        for field in fields {
            buffer.write(field)
        }
        buffer.writeStaticString("\r\n\r\n")
        if let content, !circumstances.omitsBody {
            buffer.writeBytes(content.bytes)
        }
    }
}

extension ByteBuffer {
    mutating func write(_ field: Answer.Field) {
        writeStaticString("\r\n")
        writeStaticString(field.name)
        writeStaticString(": ")
        switch field.value {
        case .text(let text):
            writeValue(text)
        case .words(let words):
            var isFirst = true
            for word in words {
                if !isFirst { writeStaticString(" ") }
                isFirst = false
                writeValue(word)
            }
        }
    }

    /// A value can never end its line, whoever made it.
    private mutating func writeValue(_ text: String) {
        writeString(text.utf8.contains(where: Self.isControl) ? Self.withoutControls(text) : text)
    }

    private static func withoutControls(_ text: String) -> String {
        String(decoding: text.utf8.map { isControl($0) ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }

    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7f
    }
}

extension HTTPResponseStatus {
    fileprivate func write(into buffer: inout ByteBuffer) {
        switch self {
        case .ok: buffer.writeStaticString("HTTP/1.1 200 OK")
        case .noContent: buffer.writeStaticString("HTTP/1.1 204 No Content")
        default: buffer.writeString("HTTP/1.1 \(code) \(reasonPhrase)")
        }
    }
}
