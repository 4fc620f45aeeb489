import Foundation

/// What PostgreSQL's own `pgbench` is to run.
package struct Pgbench: Sendable {
    let conninfo: String
    let clients: Int
    let script: String

    /// - Parameter script: the statements of one unit of work.
    package init(conninfo: String, clients: Int, script: String) {
        self.conninfo = conninfo
        self.clients = clients
        self.script = script
    }

    /// Transactions a second by `pgbench -M prepared`.
    package func run(seconds: Int) async throws -> Double {
        try await withCheckedThrowingContinuation { continuation in
            // The threads that tasks run on block the signal by which pgbench knows that its time is over, and pass
            // that on.
            let thread = Thread {
                var none = sigset_t()
                sigemptyset(&none)
                pthread_sigmask(SIG_SETMASK, &none, nil)
                continuation.resume(with: Result { try runOnThisThread(seconds: seconds) })
            }
            thread.start()
        }
    }

    private func runOnThisThread(seconds: Int) throws -> Double {
        let file = FileManager.default.temporaryDirectory.appending(path: "pgbench-\(UUID().uuidString).sql")
        try script.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "pgbench", "--no-vacuum", "--protocol=prepared", "--client=\(clients)", "--jobs=\(min(clients, 2))",
            "--time=\(seconds)", "--file=\(file.path)", conninfo,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0,
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) })
        else { throw NoFigure(output: text) }
        return rate
    }
}

struct NoFigure: Error {
    let output: String
}
