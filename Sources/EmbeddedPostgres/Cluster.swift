import Foundation
import Glibc

/// PostgreSQL's data directory: made whole or not at all.
struct Cluster: Sendable {
    let folder: DataFolder
    let account: ServerAccount
    let durability: EmbeddedPostgres.Durability

    static let database = "latchkey"

    /// The major version of the cluster that is there, if one is.
    func version() throws(EmbeddedPostgresError) -> String? {
        var status = stat()
        guard stat(folder.cluster, &status) == 0 else {
            guard errno == ENOENT else { throw .cannotUse(path: folder.cluster, reason: Errno.last.description) }
            return nil
        }
        guard status.st_uid == account.userID else {
            let owner = ServerAccount.account(withID: status.st_uid)?.name ?? "\(status.st_uid)"
            throw .otherOwner(folder: folder.cluster, account: owner)
        }
        if let version = try? String(contentsOfFile: "\(folder.cluster)/PG_VERSION", encoding: .utf8) {
            return version.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.cluster)) ?? []
        guard files.isEmpty else { throw .notADatabase(folder: folder.cluster) }
        return nil
    }

    /// Makes it under another name, which is given its own only when it is complete and on disk: whatever interrupts this,
    /// the next start finds no cluster and begins again.
    func create(with programs: ServerPrograms) async throws {
        try await discardUnfinished()
        try makeDirectory()
        do {
            let superuser = try ServerAccount.connecting().name
            try await run(initdb(programs, superuser: superuser))
            try await run(createDatabase(programs))
            if durability == .full { try await flush() }
            try publish()
        } catch {
            try? await discardUnfinished()
            throw error
        }
    }

    private func discardUnfinished() async throws(EmbeddedPostgresError) {
        await ServerProcesses(directory: folder.unfinishedCluster).stop()
        do {
            try FileManager.default.removeItem(atPath: folder.unfinishedCluster)
        } catch CocoaError.fileNoSuchFile {
            return
        } catch {
            throw .cannotUse(path: folder.unfinishedCluster, reason: error.localizedDescription)
        }
    }

    private func makeDirectory() throws(EmbeddedPostgresError) {
        guard
            mkdir(folder.unfinishedCluster, 0o700) == 0,
            chown(folder.unfinishedCluster, account.userID, account.groupID) == 0
        else { throw .cannotUse(path: folder.unfinishedCluster, reason: Errno.last.description) }
    }

    private func initdb(_ programs: ServerPrograms, superuser: String) -> Command {
        Command(
            program: programs.initdb,
            arguments: [
                "--pgdata=\(Command.directoryPath)", "--username=\(superuser)", "--locale=C.UTF-8", "--encoding=UTF8",
                "--auth-local=peer", "--auth-host=reject", "--no-sync", "--no-instructions",
            ],
            directory: folder.unfinishedCluster
        )
    }

    /// Without a server, so that it is part of what is made whole or not at all.
    private func createDatabase(_ programs: ServerPrograms) -> Command {
        Command(
            program: programs.postgres,
            arguments: ["--single", "-F", "-j", "-D", Command.directoryPath, "postgres"],
            input: .text("CREATE DATABASE \(Self.database)\n"),
            directory: folder.unfinishedCluster
        )
    }

    private func run(_ command: Command) async throws {
        let (status, output) = try await ChildProcess.run(account.running(command, deathSignal: "KILL"))
        // A single-user server answers a failed statement with an error and still ends well.
        guard status == .exited(0), !output.contains("ERROR:") else {
            throw EmbeddedPostgresError.initialisationFailed(folder: folder.path, output: lastLines(of: output))
        }
    }

    /// initdb's own flush goes file by file, and takes 3 s where the file system's takes 0.05 s.
    private func flush() async throws {
        let flush = Command(program: "/usr/bin/sync", arguments: ["--file-system", folder.unfinishedCluster])
        let (status, output) = try await ChildProcess.run(flush)
        guard status == .exited(0) else { throw EmbeddedPostgresError.cannotUse(path: folder.path, reason: output) }
    }

    private func publish() throws(EmbeddedPostgresError) {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, rename(folder.unfinishedCluster, folder.cluster) == 0, fsync(descriptor) == 0 else {
            throw .cannotUse(path: folder.cluster, reason: Errno.last.description)
        }
    }
}

/// The end of what a program said: 12 lines, 2,000 characters.
func lastLines(of output: String) -> String {
    let lines = output.split(separator: "\n").suffix(12).joined(separator: "\n")
    return String(lines.suffix(2000))
}
