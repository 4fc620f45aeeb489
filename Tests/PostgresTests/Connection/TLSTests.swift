import Testing

@testable import Postgres

@Suite("TLS, by libpq's settings")
struct TLSTests {
    @Test("a server is trusted whose certificate is of the right authority and for the right name, and no other")
    func verifyFull() async throws {
        let (certificates, others) = (try await Certificates(), try await Certificates())
        let port = try freePort()
        let server = try await Server.start(
            settings: ["ssl=on", "listen_addresses=127.0.0.1"],
            files: try certificates.serverFiles,
            port: port
        )
        func open(host: String, authority: String) async throws -> Connection {
            try await Connection.open(
                PostgresConfiguration(
                    """
                    host=\(host) hostaddr=127.0.0.1 port=\(port) user=postgres dbname=postgres
                    sslmode=verify-full sslrootcert=\(authority)
                    """
                )
            )
        }

        let connection = try await open(host: "localhost", authority: certificates.authority)
        let row = try await connection.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")[0]
        #expect(try row.decode("ssl") == true)
        // More than fits in one TLS record or one read.
        let long = String(repeating: "x", count: 3_000_000)
        #expect(try await connection.query("SELECT \(long) AS v")[0].decode("v") == long)
        await connection.close()

        for (host, authority) in [("localhost", others.authority), ("elsewhere", certificates.authority)] {
            let error = try await postgresError { _ = try await open(host: host, authority: authority) }
            guard case .connectionFailed = error else { throw error }
        }
        try await server.stop(.immediate)
    }

    @Test("a wrong password is refused, and not told")
    func password() async throws {
        let server = try await Server.start(files: [
            "pg_hba.conf": "local all postgres trust\nlocal all all scram-sha-256\n"
        ])
        try await server.execute("CREATE ROLE someone LOGIN PASSWORD 'right-hunter2'")
        let right = try PostgresConfiguration(server.conninfo("user=someone password=right-hunter2"))
        let connection = try await Connection.open(right)
        await connection.close()
        let wrong = try PostgresConfiguration(server.conninfo("user=someone password=wrong-hunter2"))
        let error = try await postgresError { _ = try await Connection.open(wrong) }
        guard case .connectionFailed = error else { throw error }
        #expect(!"\(error)".contains("hunter2"))
        try await server.stop(.immediate)
    }
}
