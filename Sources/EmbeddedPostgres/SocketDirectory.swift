import Foundation
import Glibc

/// Where the server's socket stands: in the data folder if it can, else in a short directory elsewhere.
struct SocketDirectory: Sendable, Equatable {
    let path: String

    static let port = 5432
    /// `sun_path` holds 108 bytes, one of them the final zero.
    static let longestSocketPath = 107

    static func prepare(
        for folder: DataFolder,
        account: ServerAccount,
        runtimeDirectory: String? = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"]
    ) async throws -> SocketDirectory {
        let name = "latchkey-\(hash(of: folder))"
        var candidates = [folder.sockets]
        if let runtimeDirectory, runtimeDirectory.hasPrefix("/") { candidates.append("\(runtimeDirectory)/\(name)") }
        for path in candidates where isUsable(path) {
            // Whatever is wrong with these two, /tmp is left.
            guard (try? create(path, for: account)) != nil else { continue }
            let directory = SocketDirectory(path: path)
            if await isReachable(path, for: account) { return directory }
            directory.remove()
        }
        let last = "/tmp/\(name)"
        try create(last, for: account)
        return SocketDirectory(path: last)
    }

    /// libpq reads a comma in a host as the end of it, and postmaster.pid is read line by line.
    private static func isUsable(_ path: String) -> Bool {
        path.utf8.count + "/.s.PGSQL.\(port)".utf8.count <= longestSocketPath
            && !path.unicodeScalars.contains { $0 == "," || $0.properties.generalCategory == .control }
    }

    /// Makes it private to the account. Anyone can make a directory of that name in /tmp, so what is there is looked at
    /// through an open descriptor, and links are not followed.
    private static func create(_ path: String, for account: ServerAccount) throws(EmbeddedPostgresError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .cannotUse(path: path, reason: Errno.last.description)
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .socketDirectoryTaken(path: path) }
        defer { close(descriptor) }
        var status = stat()
        guard
            fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0,
            status.st_uid == account.userID || status.st_uid == geteuid()
        else { throw .socketDirectoryTaken(path: path) }
        guard status.st_uid == account.userID || fchown(descriptor, account.userID, account.groupID) == 0 else {
            throw .cannotUse(path: path, reason: Errno.last.description)
        }
    }

    /// Leaves it when something else is in it.
    func remove() {
        rmdir(path)
    }

    private static func isReachable(_ path: String, for account: ServerAccount) async -> Bool {
        guard account.userID != geteuid() else { return access(path, W_OK | X_OK) == 0 }
        let test = Command(program: "/usr/bin/test", arguments: ["-w", path])
        guard let wrapped = try? account.running(test, deathSignal: "KILL") else { return false }
        return (try? await ChildProcess.run(wrapped).status) == .exited(0)
    }

    /// FNV-1a of the folder's real path: the same for the same folder, by whatever name it is called.
    private static func hash(of folder: DataFolder) -> String {
        let resolved = realpath(folder.path, nil)
        defer { free(resolved) }
        let path = resolved.map { String(cString: $0) } ?? folder.path
        let hash = path.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
