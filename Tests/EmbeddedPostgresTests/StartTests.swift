import Foundation
import Glibc
import Testing

@testable import EmbeddedPostgres

extension EmbeddedPostgresTests {
    @Suite("Starting an embedded database")
    struct StartTests {
        @Test("an empty folder answers its first query, durably, as a superuser named after the account")
        func firstQuery() async throws {
            try await withServer(durability: .full) { _, url in
                let answer = try await query(
                    """
                    select current_user, current_database(), current_setting('fsync'), current_setting('listen_addresses'),
                        (select rolsuper from pg_roles where rolname = current_user)
                    """,
                    at: url
                )
                #expect(answer == "\(try ServerAccount.connecting().name)|latchkey|on||t")
            }
        }

        @Test("the database is UTF-8, ordered by code point, in UTC, whatever the machine says")
        func encodingAndLocale() async throws {
            try await withServer { _, url in
                let sql = """
                    select getdatabaseencoding(), datcollate, datctype, current_setting('timezone'), 'a' < 'B' collate "default"
                    from pg_database where datname = 'latchkey'
                    """
                let answer = try await query(sql, at: url)
                #expect(answer == "UTF8|C.UTF-8|C.UTF-8|UTC|f")
            }
        }

        @Test("relaxed durability turns fsync off")
        func relaxed() async throws {
            try await withServer { _, url in
                let answer = try await query("show fsync", at: url)
                #expect(answer == "off")
            }
        }

        @Test("settings are given to the server")
        func settings() async throws {
            try await withTemporaryFolder { folder in
                let server = EmbeddedPostgres(
                    data: folder,
                    durability: .relaxed,
                    settings: ["max_connections": "37"],
                    logger: quiet
                )
                let url = try await server.start()
                #expect(try await query("show max_connections", at: url) == "37")
                await server.stop()
            }
        }

        @Test("starting twice is starting once")
        func startingTwice() async throws {
            try await withServer { server, url in
                let first = await server.postmasterPID
                let answer = try await server.start()
                #expect(answer == url)
                #expect(await server.postmasterPID == first)
            }
        }

        @Test("a restart keeps the data and the URL, under a new process")
        func restart() async throws {
            try await withServer { server, url in
                _ = try await query("create table kept as select 42 as answer", at: url)
                let first = try #require(await server.postmasterPID)
                #expect(try await server.restart() == url)
                #expect(await server.postmasterPID != first)
                #expect(try await query("select answer from kept", at: url) == "42")
            }
        }

        @Test("no other account can reach the files or the socket")
        func privacy() async throws {
            try await withServer { server, url in
                let sockets = try #require(PostmasterFile(in: server.folder.cluster)).socketDirectory
                for path in [sockets, server.folder.cluster] {
                    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                    #expect(mode == 0o700, "\(path)")
                }
                #expect(try await query("show unix_socket_permissions", at: url) == "0700")
            }
        }

        @Test("the log holds no statement, parameter or detail")
        func logIsDiscreet() async throws {
            try await withServer { server, url in
                _ = try await query("create table t (secret text primary key)", at: url)
                for _ in 1...2 { _ = try? await query("insert into t values ('hunter2')", at: url) }
                #expect(try await query("select count(*) from t", at: url) == "1")
                let log = try String(contentsOfFile: server.folder.log, encoding: .utf8)
                #expect(log.contains("duplicate key value"))
                #expect(!log.contains("hunter2"))
            }
        }

        @Test("what psql needs is told about a running server, and about no other")
        func urlOfRunningServer() async throws {
            try await withServer { server, url in
                let running = try ConnectionURL.ofServer(on: server.folder)
                #expect(running == url)
                await server.stop()
                let answer = try ConnectionURL.ofServer(on: server.folder)
                #expect(answer == nil)
            }
        }

        @Test("a long log is put away when the server starts")
        func longLog() async throws {
            try await withServer { server, _ in
                await server.stop()
                truncate(server.folder.log, 9 << 20)
                _ = try await server.start()
                #expect(FileManager.default.fileExists(atPath: "\(server.folder.log).1"))
                let size = try FileManager.default.attributesOfItem(atPath: server.folder.log)[.size] as? Int
                #expect(try #require(size) < 1 << 20)
            }
        }

        @Test("a cancelled start leaves nothing running")
        func cancelledStart() async throws {
            try await withTemporaryFolder { folder in
                let server = EmbeddedPostgres(data: folder, durability: .relaxed, logger: quiet)
                let start = Task { try await server.start() }
                let begun = try await eventually {
                    FileManager.default.fileExists(atPath: server.folder.unfinishedCluster)
                }
                #expect(begun)
                start.cancel()
                await #expect(throws: CancellationError.self) { try await start.value }
                #expect(ServerProcesses(directory: server.folder.unfinishedCluster).list().isEmpty)
                #expect(await server.postmasterPID == nil)
                let url = try await server.start()
                #expect(try await query("select 1", at: url) == "1")
                await server.stop()
            }
        }
    }
}
