import Foundation
import Glibc
import ServiceLifecycle
import Testing

@testable import EmbeddedPostgres

extension EmbeddedPostgresTests {
    @Suite("An embedded database when things die")
    struct CrashTests {
        @Test("the server ends when its parent is killed")
        func parentKilled() async throws {
            try await withTemporaryFolder { folder in
                let other = try OtherProcess(data: folder)
                let url = await other.firstLine()
                #expect(try await query("select 1", at: url) == "1")
                let file = try #require(PostmasterFile(in: DataFolder(folder).cluster))
                other.kill()
                #expect(try await eventually { !isAlive(file.processID) })
                #expect(ServerProcesses(directory: DataFolder(folder).cluster).list().isEmpty)
            }
        }

        @Test("the next start takes over at once from a parent that was killed, and keeps what was committed")
        func startAfterParentKilled() async throws {
            try await withTemporaryFolder { folder in
                let other = try OtherProcess(data: folder)
                let url = await other.firstLine()
                _ = try await query("create table kept as select 42 as answer", at: url)
                other.kill()
                other.process.waitUntilExit()
                let server = EmbeddedPostgres(data: folder, durability: .relaxed, logger: quiet)
                #expect(try await server.start() == url)
                #expect(try await query("select answer from kept", at: url) == "42")
                await server.stop()
            }
        }

        @Test("a server that its parent left behind stalled is ended by the next start")
        func stalledLeftover() async throws {
            try await withTemporaryFolder { folder in
                let other = try OtherProcess(data: folder)
                let url = await other.firstLine()
                let leftover = try #require(PostmasterFile(in: DataFolder(folder).cluster)).processID
                kill(leftover, SIGSTOP)
                other.kill()
                other.process.waitUntilExit()
                #expect(isAlive(leftover))
                let server = EmbeddedPostgres(data: folder, durability: .relaxed, logger: quiet)
                #expect(try await server.start() == url)
                #expect(await server.postmasterPID != leftover)
                await server.stop()
            }
        }

        @Test("a killed server is noticed, and started again with what was committed")
        func serverKilled() async throws {
            try await withServer { server, url in
                _ = try await query("create table kept as select 42 as answer", at: url)
                let watch = Task { try await server.waitForUnexpectedStop() }
                kill(try #require(await server.postmasterPID), SIGKILL)
                let expected = EmbeddedPostgresError.stoppedUnexpectedly(log: server.folder.log, status: "signal 9")
                await #expect(throws: expected) { try await watch.value }
                #expect(await server.postmasterPID == nil)
                #expect(try await server.start() == url)
                #expect(try await query("select answer from kept", at: url) == "42")
            }
        }

        @Test("a stalled server is stopped all the same")
        func stalledServer() async throws {
            try await withServer { server, _ in
                let postmaster = try #require(await server.postmasterPID)
                kill(postmaster, SIGSTOP)
                await server.stop()
                #expect(!isAlive(postmaster))
            }
        }

        @Test("a backend that hangs does not hold up the stop for long", .timeLimit(.minutes(5)))
        func hangingBackend() async throws {
            try await withServer { server, url in
                let sleeper = Task { try await query("select pg_sleep(600)", at: url) }
                let find = "select pid from pg_stat_activity where query like 'select pg_sleep%'"
                #expect(try await eventually { try await !query(find, at: url).isEmpty })
                let backend = try #require(pid_t(try await query(find, at: url)))
                let begun = ContinuousClock.now
                kill(backend, SIGSTOP)
                let stop = Task { await server.stop() }
                await stop.value
                #expect(ContinuousClock.now - begun < .seconds(10))
                #expect(ServerProcesses(directory: server.folder.cluster).list().isEmpty)
                await #expect(throws: QueryFailed.self) { try await sleeper.value }
            }
        }

        @Test("a postmaster.pid that names a program alive but not ours is no obstacle")
        func reusedProcessID() async throws {
            try await withServer { server, url in
                await server.stop()
                let account = try ServerAccount.current()
                let sleep = Command(program: "/usr/bin/sleep", arguments: ["600"])
                let sleeper = try await ChildProcess.start(account.running(sleep, deathSignal: "KILL"))
                try "\(sleeper.processID)\n/nowhere\n1\n5432\n/nowhere\n\n  1 1\nready   \n"
                    .write(toFile: "\(server.folder.cluster)/postmaster.pid", atomically: false, encoding: .utf8)
                #expect(try ConnectionURL.ofServer(on: server.folder) == nil)
                #expect(try await server.start() == url)
                #expect(sleeper.isRunning)
                sleeper.signal(SIGKILL)
                _ = await sleeper.exit()
            }
        }

        @Test("a database half made when its maker was killed is begun again")
        func halfMadeDatabase() async throws {
            try await withTemporaryFolder { folder in
                let other = try OtherProcess(data: folder)
                let unfinished = DataFolder(folder).unfinishedCluster
                #expect(try await eventually { FileManager.default.fileExists(atPath: "\(unfinished)/PG_VERSION") })
                other.kill()
                other.process.waitUntilExit()
                #expect(!FileManager.default.fileExists(atPath: DataFolder(folder).cluster))
                let server = EmbeddedPostgres(data: folder, durability: .relaxed, logger: quiet)
                let url = try await server.start()
                #expect(try await query("select 1", at: url) == "1")
                #expect(!FileManager.default.fileExists(atPath: unfinished))
                await server.stop()
            }
        }

        @Test("a start that fails says what PostgreSQL said, and gives the folder back")
        func failedStart() async throws {
            try await withServer { server, _ in
                await server.stop()
                let broken = EmbeddedPostgres(
                    data: server.folder.path,
                    durability: .relaxed,
                    settings: ["max_connections": "many"],
                    logger: quiet
                )
                let error = await #expect(throws: EmbeddedPostgresError.self) { try await broken.start() }
                #expect(error?.description.contains("max_connections") == true)
                #expect(error?.description.contains(server.folder.log) == true)
                _ = try await server.start()
            }
        }

        @Test("as a service it stops its server at a graceful shutdown")
        func service() async throws {
            try await withTemporaryFolder { folder in
                let server = EmbeddedPostgres(data: folder, durability: .relaxed, logger: quiet)
                let group = ServiceGroup(services: [server], logger: quiet)
                let run = Task { try await group.run() }
                #expect(try await eventually { await server.postmasterPID != nil })
                await group.triggerGracefulShutdown()
                try await run.value
                #expect(await server.postmasterPID == nil)
                #expect(try ConnectionURL.ofServer(on: server.folder) == nil)
            }
        }

        @Test("as a service it fails when its server dies")
        func failingService() async throws {
            try await withTemporaryFolder { folder in
                let server = EmbeddedPostgres(data: folder, durability: .relaxed, logger: quiet)
                let run = Task { try await server.run() }
                #expect(try await eventually { await server.postmasterPID != nil })
                kill(try #require(await server.postmasterPID), SIGKILL)
                await #expect(throws: EmbeddedPostgresError.self) { try await run.value }
            }
        }
    }
}
