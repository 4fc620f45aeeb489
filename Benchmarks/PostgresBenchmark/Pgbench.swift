import Foundation

/// Transactions a second by `pgbench -M prepared`.
func pgbench(_ scenario: Scenario, conninfo: String, seconds: Int) async throws -> Double {
    try await withCheckedThrowingContinuation { continuation in
        // The threads that tasks run on block the signal by which pgbench knows that its time is over, and pass that on.
        let thread = Thread {
            var none = sigset_t()
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, nil)
            continuation.resume(with: Result { try runPgbench(scenario, conninfo: conninfo, seconds: seconds) })
        }
        thread.start()
    }
}

private func runPgbench(_ scenario: Scenario, conninfo: String, seconds: Int) throws -> Double {
    let script = FileManager.default.temporaryDirectory.appending(path: "pgbench-\(UUID().uuidString).sql")
    try scenario.script.write(to: script, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: script) }

    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
        "pgbench", "--no-vacuum", "--protocol=prepared", "--client=\(scenario.clients)",
        "--jobs=\(min(scenario.clients, 2))", "--time=\(seconds)", "--file=\(script.path)", conninfo,
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
        let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) })
    else { throw NoFigure(output: text) }
    return rate
}

struct NoFigure: Error {
    let output: String
}
