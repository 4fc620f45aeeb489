import Foundation
import Glibc

/// A system call's refusal, or an end where more was expected.
package struct SocketError: Error, CustomStringConvertible {
    package let what: String
    package let code: Int32

    package init(_ what: String, code: Int32 = errno) {
        self.what = what
        self.code = code
    }

    package var description: String { "\(what): \(code == 0 ? "the end" : String(cString: strerror(code)))" }
}

/// A blocking stream socket, used by threads of our own. It is closed when nobody holds it any more, so that its number
/// cannot have passed to another while a thread still waits on it.
package final class Socket: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    // MARK: - Coming about

    /// - Parameter patience: how long a connection, and then each sending and receiving, may take.
    package static func connected(toPort port: Int, patience: Int) throws -> Socket {
        let socket = try make(AF_INET)
        socket.setPatience(milliseconds: patience)
        var address = loopback(port)
        try socket.connect(&address)
        socket.sendAtOnce()
        return socket
    }

    package static func connected(toPath path: String) throws -> Socket {
        let socket = try make(AF_UNIX)
        var address = try unixAddress(path)
        try socket.connect(&address)
        return socket
    }

    /// - Parameter port: 0 for any that is free.
    package static func listening(onPort port: Int = 0) throws -> Socket {
        let socket = try make(AF_INET)
        var yes: Int32 = 1
        setsockopt(socket.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = loopback(port)
        try socket.bindAndListen(&address)
        return socket
    }

    package static func listening(onPath path: String) throws -> Socket {
        let socket = try make(AF_UNIX)
        var address = try unixAddress(path)
        try socket.bindAndListen(&address)
        return socket
    }

    private static func make(_ family: Int32) throws -> Socket {
        let descriptor = Glibc.socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError("socket") }
        return Socket(descriptor)
    }

    private func connect<Address>(_ address: inout Address) throws {
        let status = withSocketAddress(&address) { Glibc.connect(descriptor, $0, $1) }
        guard status == 0 else { throw SocketError("connect") }
    }

    private func bindAndListen<Address>(_ address: inout Address) throws {
        guard withSocketAddress(&address, { Glibc.bind(descriptor, $0, $1) }) == 0 else { throw SocketError("bind") }
        guard Glibc.listen(descriptor, 128) == 0 else { throw SocketError("listen") }
    }

    package var port: Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    // MARK: - Use

    /// Nil once nobody listens any more.
    package func accept() -> Socket? {
        while true {
            let accepted = Glibc.accept(descriptor, nil, nil)
            if accepted >= 0 {
                _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
                let socket = Socket(accepted)
                socket.sendAtOnce()
                return socket
            }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    package func send(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { throw SocketError("send") }
            rest = rest.dropFirst(sent)
        }
    }

    /// Empty at the end.
    package func receive() throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
            while true {
                let received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                if received < 0, errno == EINTR { continue }
                guard received >= 0 else { throw SocketError("receive") }
                count = received
                return
            }
        }
    }

    /// Ends it in both directions, and wakes whoever waits on it.
    package func cut() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    package func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    private func setPatience(milliseconds: Int) {
        var time = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    private func sendAtOnce() {
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }
}

private func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return address
}

private func unixAddress(_ path: String) throws -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < capacity else { throw SocketError("a socket's path", code: ENAMETOOLONG) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
}

private func withSocketAddress<Address, Result>(
    _ address: inout Address,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
    withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<Address>.size)) }
    }
}

/// A port that is free, below those that the kernel gives to clients, so that none of them takes it before it is used.
package func freePort() -> Int {
    while true {
        let port = Int.random(in: 20_000..<32_000)
        if (try? Socket.listening(onPort: port)) != nil { return port }
    }
}

/// Runs what blocks on a thread of its own.
package func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result(catching: body)) }
    }
}
