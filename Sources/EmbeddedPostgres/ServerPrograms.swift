import Foundation
import Glibc

/// One installed PostgreSQL server.
struct ServerPrograms: Sendable, Equatable {
    /// The directory of `initdb` and `postgres`.
    let directory: String
    let majorVersion: Int

    static let oldestMajorVersion = 15

    var initdb: String { "\(directory)/initdb" }
    var postgres: String { "\(directory)/postgres" }

    /// The version that a cluster was made by where it is installed, else the first found.
    ///
    /// - Parameter path: the directories to search last, separated by colons.
    static func find(
        for clusterVersion: Int?,
        path: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
    ) async throws -> ServerPrograms {
        let searched = await directories(path: path)
        var installed: [ServerPrograms] = []
        for directory in searched {
            guard let programs = await ServerPrograms(in: directory) else { continue }
            if programs.majorVersion == clusterVersion { return programs }
            installed.append(programs)
        }
        guard let newest = installed.map(\.majorVersion).max() else {
            throw EmbeddedPostgresError.programsMissing(searched: searched)
        }
        guard let first = installed.first(where: { $0.majorVersion >= oldestMajorVersion }) else {
            throw EmbeddedPostgresError.programsTooOld(found: newest, oldest: oldestMajorVersion)
        }
        return first
    }

    private init?(in directory: String) async {
        guard ["initdb", "postgres"].allSatisfy({ access("\(directory)/\($0)", X_OK) == 0 }) else { return nil }
        let asked = Command(program: "\(directory)/postgres", arguments: ["--version"])
        guard
            let answer = try? await ChildProcess.run(asked), answer.status == .exited(0),
            let major = answer.output.firstMatch(of: /\(PostgreSQL\) (\d+)/).flatMap({ Int($0.1) })
        else { return nil }
        self.directory = directory
        majorVersion = major
    }
}

/// `pg_config`'s, then Debian's from the newest down, then the PATH's; each once.
private func directories(path: String) async -> [String] {
    let onPath = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    var found: [String] = []
    let configs: [String] = onPath.map { "\($0)/pg_config" }
    if let program = configs.first(where: { access($0, X_OK) == 0 }),
        let answer = try? await ChildProcess.run(Command(program: program, arguments: ["--bindir"])),
        answer.status == .exited(0)
    {
        found.append(answer.output.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    let debian = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
    found += versions.compactMap(Int.init).sorted(by: >).map { "\(debian)/\($0)/bin" }
    found += onPath
    var seen: Set<String> = []
    return found.filter { !$0.isEmpty && seen.insert($0).inserted }
}
