import Domain
import Foundation
import Glibc

/// One connection to a listener, spoken to byte by byte. It blocks, so it is used within ``onThread(_:)``; unchecked, since
/// a test may keep it open beyond, but only one thread speaks through it.
final class Client: @unchecked Sendable {
    private let descriptor: Int32
    private var received: [UInt8] = []

    struct Answer: Sendable {
        let status: Int
        /// By their names in lower case.
        let headers: [String: String]
        let body: String

        var json: JSON? { try? JSON(parsing: Array(body.utf8)) }

        func string(_ path: String...) -> String? {
            guard case .string(let text)? = path.reduce(json, { $0?[$1] }) else { return nil }
            return text
        }
    }

    enum Failed: Error {
        case connecting(code: Int32)
        case sending(code: Int32)
        /// Nothing, or only a part of an answer, before the connection ended or half a minute passed.
        case unanswered(received: Int, code: Int32)
    }

    /// - Parameter window: how much the kernel takes in before it is read, in bytes; its own choice when nil.
    init(port: Int, window: Int32? = nil) throws(Failed) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if var window {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &window, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = loopback(port)
        let result = withUnsafeSocketAddress(&address) { connect(descriptor, $0, $1) }
        guard result == 0 else { throw .connecting(code: errno) }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) throws(Failed) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw .sending(code: errno) }
            rest = rest.dropFirst(sent)
        }
    }

    /// Sends what fits without ever waiting, again and again, until nothing more fits: the server waits for us to read.
    func flood(_ text: String) {
        let bytes = Array(text.utf8)
        var stalls = 0
        while stalls < 20 {
            let sent = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if sent > 0 {
                stalls = 0
                continue
            }
            guard errno == EAGAIN else { return }
            stalls += 1
            var writable = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&writable, 1, 50)
        }
    }

    /// The next answer, in full; to HEAD none has a body, whatever its length says.
    func answer(toHead: Bool = false) throws(Failed) -> Answer {
        let head = try receive(through: "\r\n\r\n")
        let lines = head.split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces
            )
        }
        let status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
        let length = toHead ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
        while received.count < length { try receiveMore() }
        let body = String(decoding: received.prefix(length), as: UTF8.self)
        received.removeFirst(length)
        return Answer(status: status, headers: headers, body: body)
    }

    private func receive(through end: String) throws(Failed) -> String {
        let end = Array(end.utf8)
        while true {
            if let range = received.firstRange(of: end) {
                let text = String(decoding: received[..<range.lowerBound], as: UTF8.self)
                received.removeFirst(range.upperBound)
                return text
            }
            try receiveMore()
        }
    }

    private func receiveMore() throws(Failed) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw .unanswered(received: received.count, code: count == 0 ? 0 : errno) }
        received += buffer.prefix(count)
    }
}

/// A request's text.
func request(
    _ method: String,
    _ path: String,
    _ json: JSON? = nil,
    port: Int,
    headers: [String: String] = [:]
) -> String {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    guard let json else { return text + "\r\n" }
    return text + "Content-Type: application/json\r\nContent-Length: \(json.text.utf8.count)\r\n\r\n\(json.text)"
}

/// Runs what blocks on a thread of its own.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result(catching: body)) }
    }
}

/// A port that is free, below those that the kernel gives to clients, so that none of them takes it before it is used.
func freePort() -> Int {
    while true {
        let port = Int.random(in: 20_000..<32_000)
        if let taken = Occupied(port: port) {
            taken.release()
            return port
        }
    }
}

/// A port on which this process listens.
struct Occupied {
    private let descriptor: Int32

    init?(port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = loopback(port)
        guard withUnsafeSocketAddress(&address, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 1) == 0 else {
            close(descriptor)
            return nil
        }
    }

    func release() {
        close(descriptor)
    }
}

private func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return address
}

private func withUnsafeSocketAddress<Result>(
    _ address: inout sockaddr_in,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
    withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
