import Foundation

/// The files that are no Swift: scripts, images, documents.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// What the pattern's group catches, wherever it matches in the file.
    static func words(in path: String, at pattern: Regex<(Substring, Substring)>) throws -> [String] {
        try text(path).matches(of: pattern).map { String($0.1) }
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path())
    }

    static func scripts() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "bin").path()).sorted().map {
            "bin/\($0)"
        }
            + [".ci/run"]
    }
}

struct Outcome {
    let status: Int32
    let output: String
}

/// Runs a program in the repository with the given environment alone, and nothing to read.
func run(_ words: [String], environment: [String: String]) throws -> Outcome {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    process.currentDirectoryURL = Repository.root
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, output: text)
}

/// A directory that stands for the whole PATH: the machine's programs but those left out, and scripts in their place.
func withPath(
    without omitted: Set<String>,
    scripts: [String: String],
    _ body: (_ path: String) throws -> Void
) throws {
    let files = FileManager.default
    let directory = files.temporaryDirectory.appending(path: "latchkey-path-\(UUID().uuidString)").path()
    try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: directory) }
    for source in ["/usr/bin", "/bin"] {
        for name in try files.contentsOfDirectory(atPath: source) where !omitted.contains(name) && scripts[name] == nil
        {
            try? files.createSymbolicLink(atPath: "\(directory)/\(name)", withDestinationPath: "\(source)/\(name)")
        }
    }
    for (name, script) in scripts {
        try "#!/bin/bash\n\(script)\n".write(toFile: "\(directory)/\(name)", atomically: false, encoding: .utf8)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(directory)/\(name)")
    }
    try body(directory)
}
