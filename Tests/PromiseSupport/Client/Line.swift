import Foundation

/// One connection to a listener, kept alive, on which one request after the other is asked.
package final class Line {
    private let socket: Socket
    private var received: [UInt8] = []

    package struct Answer: Sendable {
        package let status: Int
        /// When its last byte was there.
        package let at: Moment
        let head: String
        package let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        /// - Parameter name: in the case in which the server writes it, which is always the same.
        package func header(_ name: String) -> String? {
            guard let start = head.range(of: "\r\n\(name): ", options: .caseInsensitive)?.upperBound else { return nil }
            return String(head[start...].prefix { !$0.isNewline })
        }

        var closes: Bool { header("Connection")?.lowercased() == "close" }
    }

    /// - Parameter patience: for connecting, and for each silence; milliseconds.
    package init(port: Int, patience: Int) throws {
        socket = try Socket.connected(toPort: port, patience: patience)
    }

    package func send(_ request: [UInt8]) throws {
        try socket.send(request)
    }

    package func answer() throws -> Answer {
        let head = try receive(through: Array("\r\n\r\n".utf8))
        let text = String(decoding: head, as: UTF8.self)
        let status = Int(text.split(separator: " ", maxSplits: 2).dropFirst().first ?? "") ?? 0
        let length = Answer(status: status, at: .now, head: text, body: []).header("Content-Length").flatMap { Int($0) }
        while received.count < length ?? 0 { try receiveMore() }
        let at = Moment.now
        let body = Array(received.prefix(length ?? 0))
        received.removeFirst(body.count)
        return Answer(status: status, at: at, head: text, body: body)
    }

    private func receive(through end: [UInt8]) throws -> [UInt8] {
        while true {
            if let range = received.firstRange(of: end) {
                let found = Array(received[..<range.lowerBound])
                received.removeFirst(range.upperBound)
                return found
            }
            try receiveMore()
        }
    }

    private func receiveMore() throws {
        let more = try socket.receive()
        guard !more.isEmpty else { throw SocketError("receive", code: 0) }
        received += more
    }
}

/// A request as it goes over the wire.
func request(
    _ method: String,
    _ path: String,
    host: String,
    headers: [(String, String)] = [],
    body: [UInt8]? = nil
) -> [UInt8] {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    guard let body else { return Array((text + "\r\n").utf8) }
    return Array((text + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n").utf8) + body
}
