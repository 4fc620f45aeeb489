import Foundation

/// A certificate authority of the tests' own, and a certificate of it for `localhost`.
struct Certificates {
    let directory: String

    var authority: String { "\(directory)/ca.pem" }

    init() async throws {
        directory = try Cleanup.shared.makeDirectory()
        try await openssl(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=authority",
            "-keyout",
            "\(directory)/ca.key",
            "-out",
            authority
        )
        try await openssl(
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-keyout",
            "\(directory)/server.key",
            "-out",
            "\(directory)/server.csr"
        )
        let names = "\(directory)/names"
        try "subjectAltName=DNS:localhost\n".write(toFile: names, atomically: true, encoding: .utf8)
        try await openssl(
            "x509",
            "-req",
            "-in",
            "\(directory)/server.csr",
            "-CA",
            authority,
            "-CAkey",
            "\(directory)/ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            names,
            "-out",
            "\(directory)/server.pem"
        )
    }

    /// What the server needs in its folder.
    var serverFiles: [String: String] {
        get throws {
            [
                "server.key": try String(contentsOfFile: "\(directory)/server.key", encoding: .utf8),
                "server.crt": try String(contentsOfFile: "\(directory)/server.pem", encoding: .utf8),
            ]
        }
    }

    private func openssl(_ arguments: String...) async throws {
        try await Shell.shared.run("openssl", arguments)
    }
}

/// A port of the loopback interface that is free now.
func freePort() throws -> Int {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            bind(listener, generic, length) == 0 ? getsockname(listener, generic, &length) : -1
        }
    }
    guard status == 0 else { throw NeverHappened(description: "no port is free") }
    return Int(UInt16(bigEndian: address.sin_port))
}
