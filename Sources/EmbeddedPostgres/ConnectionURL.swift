/// How to connect to a server's socket, as a URL that libpq and psql read. It names everything that the environment
/// (PGPORT, PGUSER and so on) would otherwise decide.
package enum ConnectionURL {
    static func make(socketDirectory: String, user: String) -> String {
        "postgresql:///\(Cluster.database)?host=\(encode(socketDirectory))"
            + "&port=\(SocketDirectory.port)&user=\(encode(user))"
    }

    /// The URL of the server that runs on a data folder, started by whatever process; `nil` when none does.
    package static func ofServer(on folder: DataFolder) throws(EmbeddedPostgresError) -> String? {
        guard
            let file = PostmasterFile(in: folder.cluster), file.isReady,
            ServerProcesses(directory: folder.cluster).list().contains(where: { $0.id == file.processID })
        else { return nil }
        return make(socketDirectory: file.socketDirectory, user: try ServerAccount.connecting().name)
    }

    private static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar.isASCII,
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "/-._~".unicodeScalars.contains(scalar)
            {
                encoded.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
