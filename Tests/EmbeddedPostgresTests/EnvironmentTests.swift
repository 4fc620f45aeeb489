import Foundation
import Glibc
import Testing

@testable import EmbeddedPostgres

extension EmbeddedPostgresTests {
    @Suite("An embedded database and the environment")
    struct EnvironmentTests {
        @Test(
            "the caller's locale and PostgreSQL variables change nothing",
            arguments: [
                ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"],
                ["LC_ALL": "xx_YY.nonexistent", "LANG": "", "LANGUAGE": "fr"],
                [
                    "PGPORT": "1", "PGDATA": "/nowhere", "PGHOST": "/nowhere", "PGUSER": "nobody",
                    "PGDATABASE": "nothing",
                ],
            ]
        )
        func environment(variables: [String: String]) async throws {
            try await withTemporaryFolder { folder in
                let other = try OtherProcess(data: folder, environment: variables)
                let url = await other.firstLine()
                let sql = "select current_setting('lc_messages'), current_setting('timezone'), getdatabaseencoding()"
                #expect(try await query(sql, at: url) == "C.UTF-8|UTC|UTF8")
                #expect(try await other.finish() == 0)
            }
        }

        @Test("an ordinary user's server runs as that user", .enabled(if: canBeNobody()))
        func ordinaryUser() async throws {
            try await withTemporaryFolder { folder in
                let nobody = try #require(ServerAccount.account(named: "nobody"))
                chown(URL(filePath: folder).deletingLastPathComponent().path(), nobody.userID, nobody.groupID)
                let other = try OtherProcess(data: folder, prefix: asNobody)
                let url = await other.firstLine()
                let postmaster = try #require(PostmasterFile(in: DataFolder(folder).cluster), "\(url)").processID
                var status = stat()
                try #require(stat("/proc/\(postmaster)", &status) == 0)
                #expect(status.st_uid == nobody.userID)

                let programs = try await ServerPrograms.find(for: nil)
                let arguments =
                    asNobody.dropFirst() + ["\(programs.directory)/psql", "-XAtqw", "-d", url, "-c", "select user"]
                let asked = try await ChildProcess.run(Command(program: asNobody[0], arguments: Array(arguments)))
                #expect(asked.output == "nobody\n")
                await #expect(throws: QueryFailed.self, "root is not that user") {
                    try await query("select 1", at: url)
                }
                other.kill()
                #expect(try await eventually { !isAlive(postmaster) })
            }
        }

        @Test("an ordinary user without write access is told", .enabled(if: canBeNobody()))
        func noWriteAccess() async throws {
            try await withTemporaryFolder { folder in
                let other = try OtherProcess(data: folder, prefix: asNobody)
                let line = await other.firstLine()
                #expect(line.hasPrefix("Cannot use \(folder): Permission denied. Give this account write access"))
            }
        }

        @Test("without server programs it says what to install")
        func programsMissing() async {
            let missing = EmbeddedPostgresError.programsMissing(searched: ["/nowhere"])
            #expect(missing.description.contains("apt-get install postgresql"))
            #expect(missing.description.contains("DATABASE_URL"))
        }

        @Test("a cluster's own version is preferred, then pg_config's, then the newest")
        func programs() async throws {
            let found = try await ServerPrograms.find(for: nil)
            #expect(found.majorVersion >= ServerPrograms.oldestMajorVersion)
            #expect(try await ServerPrograms.find(for: found.majorVersion) == found)
            #expect(try await ServerPrograms.find(for: 9) == found)
            let withoutConfig = try await ServerPrograms.find(for: nil, path: "")
            #expect(withoutConfig.majorVersion >= found.majorVersion)
        }

        @Test("programs older than can be used are not chosen")
        func oldPrograms() async throws {
            try await withTemporaryFolder { directory in
                try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                for program in ["initdb", "postgres", "pg_config"] {
                    let answer = program == "pg_config" ? directory : "postgres (PostgreSQL) 9.6.1"
                    let script = "#!/bin/sh\necho '\(answer)'\n"
                    try script.write(toFile: "\(directory)/\(program)", atomically: false, encoding: .utf8)
                    chmod("\(directory)/\(program)", 0o755)
                }
                #expect(try await ServerPrograms.find(for: nil, path: directory).majorVersion >= 15)
                #expect(try await ServerPrograms.find(for: 9, path: directory).directory == directory)
            }
        }

        @Test("the socket stands in the user's runtime directory when the data folder is too deep")
        func runtimeDirectory() async throws {
            try await withTemporaryFolder(mode: 0o711) { path in
                let folder = DataFolder("\(path)/\(String(repeating: "x", count: 100))")
                try folder.create()
                let account = try ServerAccount.current()
                let runtime = URL(filePath: path).deletingLastPathComponent().path()
                let sockets = try await SocketDirectory.prepare(
                    for: folder,
                    account: account,
                    runtimeDirectory: runtime
                )
                #expect(sockets.path.hasPrefix("\(runtime)latchkey-") || sockets.path.hasPrefix("\(runtime)/latchkey-"))
                let elsewhere = try await SocketDirectory.prepare(for: folder, account: account, runtimeDirectory: nil)
                #expect(elsewhere.path.hasPrefix("/tmp/latchkey-"))
                rmdir(elsewhere.path)
            }
        }
    }
}

private let asNobody = ["/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]

/// Whether this process may become another user, who can run what was built.
private func canBeNobody() -> Bool {
    guard geteuid() == 0, let program = try? OtherProcess.program() else { return false }
    let test = Process()
    test.executableURL = URL(filePath: asNobody[0])
    test.arguments = asNobody.dropFirst() + ["/usr/bin/test", "-x", program]
    guard (try? test.run()) != nil else { return false }
    test.waitUntilExit()
    return test.terminationStatus == 0
}
