import Foundation
import Glibc
import Testing

@testable import EmbeddedPostgres

extension EmbeddedPostgresTests {
    @Suite("The data folder of an embedded database")
    struct FolderTests {
        @Test(
            "any name will do",
            arguments: [
                "with spaces and 'single' and \"double\" quotes", "ключі-鍵-🔑", "a,b;c&d=e?f#g%41+h",
                "$(false) `false` \\ *",
                "deep/er/and/deeper", "new\nline", String(repeating: "long", count: 60),
            ]
        )
        func names(name: String) async throws {
            try await withServer(name) { server, url in
                let restarted = try await server.restart()
                #expect(restarted == url)
                let answer = try await query("select 1", at: url)
                #expect(answer == "1")
            }
        }

        @Test("a path longer than a socket's may be, and than PostgreSQL's own may be, works")
        func longPath() async throws {
            let name = (1...6).map { _ in String(repeating: "d", count: 200) }.joined(separator: "/")
            try await withServer(name) { server, url in
                #expect(server.folder.path.utf8.count > 1200)
                let answer = try await query("select 1", at: url)
                #expect(answer == "1")
            }
        }

        @Test("a folder below one that the server's account may not enter works", .enabled(if: geteuid() == 0))
        func belowPrivateFolder() async throws {
            try await withTemporaryFolder(mode: 0o700) { folder in
                let server = EmbeddedPostgres(data: folder, durability: .relaxed, logger: quiet)
                let url = try await server.start()
                #expect(try await query("select 1", at: url) == "1")
                await server.stop()
            }
        }

        @Test("a relative path means one from the current directory, and a final slash means nothing")
        func relativePath() {
            let here = FileManager.default.currentDirectoryPath
            #expect(DataFolder("some/where/").path == "\(here)/some/where")
            #expect(DataFolder("/some/./where/../there").path == "/some/there")
        }

        @Test("a second server on the folder is refused, saying who has it", .timeLimit(.minutes(5)))
        func secondServer() async throws {
            try await withServer { server, url in
                let second = EmbeddedPostgres(data: server.folder.path, durability: .relaxed, logger: quiet)
                await #expect(throws: EmbeddedPostgresError.inUse(folder: server.folder.path, processID: "\(getpid())"))
                {
                    try await second.start()
                }
                let other = try OtherProcess(data: server.folder.path)
                #expect(
                    await other.firstLine().hasPrefix("\(server.folder.path) is in use by process \(getpid()). Stop")
                )
                #expect(try await other.finish() == 0)
                #expect(try await query("select 1", at: url) == "1")
            }
        }

        @Test("a stopped server leaves the folder to the next")
        func handOver() async throws {
            try await withServer { server, _ in
                await server.stop()
                let second = EmbeddedPostgres(data: server.folder.path, durability: .relaxed, logger: quiet)
                let url = try await second.start()
                #expect(try await query("select 1", at: url) == "1")
                await second.stop()
            }
        }

        @Test("a folder of another major version is refused, saying which is needed")
        func otherMajorVersion() async throws {
            try await withServer { server, _ in
                await server.stop()
                try "9".write(toFile: "\(server.folder.cluster)/PG_VERSION", atomically: false, encoding: .utf8)
                let error = await #expect(throws: EmbeddedPostgresError.self) { try await server.start() }
                #expect(error?.description.contains("was made by PostgreSQL 9, but PostgreSQL 1") == true)
                #expect(error?.description.contains("pg_upgrade") == true)
            }
        }

        @Test("files where the database should be are not touched")
        func foreignFiles() async throws {
            try await withTemporaryFolder { folder in
                let server = EmbeddedPostgres(data: folder, logger: quiet)
                try server.folder.create()
                try makeClusterDirectory(server.folder.cluster)
                try "mine".write(toFile: "\(server.folder.cluster)/mine", atomically: false, encoding: .utf8)
                await #expect(throws: EmbeddedPostgresError.notADatabase(folder: server.folder.cluster)) {
                    try await server.start()
                }
                #expect(try String(contentsOfFile: "\(server.folder.cluster)/mine", encoding: .utf8) == "mine")
            }
        }

        @Test("an empty folder where the database should be is taken")
        func emptyFolder() async throws {
            try await withTemporaryFolder { folder in
                let server = EmbeddedPostgres(data: folder, durability: .relaxed, logger: quiet)
                try server.folder.create()
                try makeClusterDirectory(server.folder.cluster)
                let url = try await server.start()
                #expect(try await query("select 1", at: url) == "1")
                await server.stop()
            }
        }

        @Test("a database of another account is refused, naming it", .enabled(if: geteuid() == 0))
        func otherOwner() async throws {
            try await withTemporaryFolder { folder in
                let server = EmbeddedPostgres(data: folder, logger: quiet)
                try server.folder.create()
                mkdir(server.folder.cluster, 0o700)
                await #expect(throws: EmbeddedPostgresError.otherOwner(folder: server.folder.cluster, account: "root"))
                {
                    try await server.start()
                }
            }
        }

        @Test("a file in the folder's place, or above it, is told")
        func fileInPlace() async throws {
            try await withTemporaryFolder("file") { file in
                try "x".write(toFile: file, atomically: false, encoding: .utf8)
                for path in [file, "\(file)/below", "\(file)/below/it"] {
                    let server = EmbeddedPostgres(data: path, logger: quiet)
                    let error = await #expect(throws: EmbeddedPostgresError.self) { try await server.start() }
                    #expect(error?.description.hasPrefix("Cannot use \(path): ") == true)
                    #expect(error?.description.contains("LATCHKEY_DATA") == true)
                }
            }
        }

        @Test("a full disk is told, with what to do", .enabled(if: canMount()))
        func fullDisk() async throws {
            try await withTemporaryFolder { folder in
                mkdir(folder, 0o755)
                try #require(mount("tmpfs", folder, "tmpfs", 0, "size=8m") == 0)
                defer { umount2(folder, Int32(MNT_DETACH)) }
                let server = EmbeddedPostgres(data: folder, logger: quiet)
                let error = await #expect(throws: EmbeddedPostgresError.self) { try await server.start() }
                #expect(error?.description.contains("The disk is full: free some space") == true)
                #expect(!FileManager.default.fileExists(atPath: server.folder.unfinishedCluster))
            }
        }

        @Test("a socket directory that somebody else made is not used", .enabled(if: geteuid() == 0))
        func socketDirectoryTaken() async throws {
            let longName = String(repeating: "x", count: 120)
            try await withServer(longName) { server, _ in
                let sockets = try #require(PostmasterFile(in: server.folder.cluster)).socketDirectory
                await server.stop()
                mkdir(sockets, 0o700)
                chown(sockets, 65_534, 65_534)
                await #expect(throws: EmbeddedPostgresError.socketDirectoryTaken(path: sockets)) {
                    try await server.start()
                }
                try FileManager.default.removeItem(atPath: sockets)
                symlink("/tmp", sockets)
                await #expect(throws: EmbeddedPostgresError.socketDirectoryTaken(path: sockets)) {
                    try await server.start()
                }
                unlink(sockets)
            }
        }

        private func makeClusterDirectory(_ path: String) throws {
            let account = try ServerAccount.current()
            mkdir(path, 0o700)
            chown(path, account.userID, account.groupID)
        }
    }
}

/// Whether this process may mount file systems, which root in a container often may not.
private func canMount() -> Bool {
    var template = Array("/tmp/embedded-mount-XXXXXX".utf8CString)
    guard geteuid() == 0, let path = mkdtemp(&template).map({ String(cString: $0) }) else { return false }
    defer { rmdir(path) }
    guard mount("tmpfs", path, "tmpfs", 0, "size=1m") == 0 else { return false }
    umount2(path, Int32(MNT_DETACH))
    return true
}
