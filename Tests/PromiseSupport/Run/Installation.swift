import Domain
import EmbeddedPostgres
import Foundation
import Glibc
import Logging

/// A PostgreSQL of our own, and the instances that serve from it.
package struct Installation: Sendable {
    package let instances: [Instance]
    let database: EmbeddedPostgres
    let staff: Staff

    /// A SUPER_USER.
    struct Staff: Sendable {
        let email = "checker@platform.example"
        let password = Base62.random(24, using: .system)
    }

    /// Where the programs are.
    package struct Programs: Sendable {
        package let latchkey: String
        /// Takes the place of the last instance, where there is one.
        package var substitute: String?

        package init(latchkey: String, substitute: String? = nil) {
            self.latchkey = latchkey
            self.substitute = substitute
        }

        /// Those that were built beside this one.
        package static func built(substitute: String? = nil) throws -> Programs {
            Programs(latchkey: try path(of: "latchkey"), substitute: try substitute.map(path))
        }

        private static func path(of name: String) throws -> String {
            let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let beside = ([here] + CommandLine.arguments).map { URL(filePath: $0).deletingLastPathComponent().path() }
            let candidates = ([Bundle.main.bundlePath] + beside).map { "\($0)/\(name)".replacing("//", with: "/") }
            guard let found = candidates.first(where: isProgram) else {
                throw SocketError("\(candidates)", code: ENOENT)
            }
            return found
        }

        private static func isProgram(_ path: String) -> Bool {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
                && access(path, X_OK) == 0
        }
    }

    /// Stops PostgreSQL, cleanly or as by a crash, and starts it again.
    func restartDatabase(atOnce: Bool) async throws {
        if atOnce, let postmaster = await database.postmasterPID {
            Glibc.kill(postmaster, SIGQUIT)
            while await database.postmasterPID != nil { try await Task.sleep(for: .milliseconds(5)) }
        } else {
            await database.stop()
        }
        _ = try await database.start()
    }
}

/// Lends an installation whose instances are all ready, and ends everything that was started, whatever happens.
func withInstallation<Result>(
    _ programs: Installation.Programs,
    instances count: Int,
    _ body: (Installation) async throws -> Result
) async throws -> Result {
    let folder = try makeFolder()
    let database = EmbeddedPostgres(
        data: "\(folder)/data",
        durability: .relaxed,
        settings: ["max_connections": "250"],
        logger: Logger(label: "promise") { _ in SwiftLogNoOpLogHandler() }
    )
    var instances: [Instance] = []
    do {
        let url = try await database.start()
        let settings = environment(reaching: url)
        let staff = Installation.Staff()
        try await runToEnd([programs.latchkey, "migrate"], settings, in: folder)
        try await runToEnd(
            [
                programs.latchkey, "admin", "create", "--email", staff.email, "--name", "Checker", "--role",
                "SUPER_USER",
            ],
            settings,
            input: staff.password,
            in: folder
        )
        for number in 0..<count {
            let proxy = try FaultProxy(to: try socketPath(in: url))
            let own = settings.merging(["DATABASE_URL": proxied(url, port: proxy.port)]) { $1 }
            let substitute = number == count - 1 ? programs.substitute : nil
            let program = substitute ?? programs.latchkey
            instances.append(Instance(number: number, program: program, proxy: proxy, settings: own, folder: folder))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for instance in instances { group.addTask { try await instance.start() } }
            try await group.waitForAll()
        }
        let result = try await body(Installation(instances: instances, database: database, staff: staff))
        await end(instances, database)
        try FileManager.default.removeItem(atPath: folder)
        return result
    } catch {
        await end(instances, database)
        FileHandle.standardError.write(Data("What the instances said is in \(folder).\n".utf8))
        throw error
    }
}

private func end(_ instances: [Instance], _ database: EmbeddedPostgres) async {
    for instance in instances {
        await instance.kill()
        instance.proxy.close()
    }
    await database.stop()
}

/// Passable, so that the database's account can put its socket there.
private func makeFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(
        path: "latchkey-promise-\(UUID().uuidString.prefix(8))"
    )
    try FileManager.default.createDirectory(
        at: folder,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o755]
    )
    return folder.path()
}

private func environment(reaching url: String) -> [String: String] {
    [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent",
        "LANG": "C.UTF-8", "DATABASE_URL": url, "LATCHKEY_DATABASE_POOL": "6", "LATCHKEY_TRUSTED_PROXIES": "127.0.0.1",
        "LATCHKEY_PEPPERS": "1:\(Base64.encode(Entropy.system.bytes(32)))",
    ]
}

private func runToEnd(
    _ words: [String],
    _ environment: [String: String],
    input: String = "",
    in folder: String
) async throws {
    let file = "\(folder)/input"
    try input.write(toFile: file, atomically: false, encoding: .utf8)
    defer { unlink(file) }
    let program = try await ChildProgram.start(
        words,
        environment: environment,
        input: file,
        log: "\(folder)/commands.log"
    )
    while program.status == nil { try await Task.sleep(for: .milliseconds(10)) }
    guard program.status == 0 else {
        let said = try String(contentsOfFile: "\(folder)/commands.log", encoding: .utf8)
        throw Instance.NotReady(description: "\(words.dropFirst()): \(said)")
    }
}

/// `postgresql:///latchkey?host=…&port=…&user=…`, as ``EmbeddedPostgres`` says it.
private func socketPath(in url: String) throws -> String {
    let items = URLComponents(string: url)?.queryItems ?? []
    guard let folder = items.first(where: { $0.name == "host" })?.value,
        let port = items.first(where: { $0.name == "port" })?.value
    else { throw Instance.NotReady(description: "the database's URL names no socket") }
    return "\(folder)/.s.PGSQL.\(port)"
}

private func proxied(_ url: String, port: Int) -> String {
    let user = URLComponents(string: url)?.queryItems?.first { $0.name == "user" }?.value ?? ""
    return "postgresql://\(user)@127.0.0.1:\(port)/latchkey?sslmode=disable&gssencmode=disable"
}
