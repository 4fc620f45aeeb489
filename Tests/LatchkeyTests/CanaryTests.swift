import Domain
import EmbeddedPostgres
import Foundation
import Synchronization
import TestSupport
import Testing

extension ProgramTests {
    /// Secrets are made while all goes wrong that can, and then looked for in whatever was written. `LATCHKEY_CANARIES` says
    /// how many.
    @Suite("latchkey serve: canary secrets", .timeLimit(.minutes(20)))
    struct CanaryTests {
        @Test(
            "are in no dump, no log of the database's or ours, no write-ahead log, no trace, no webhook and no audit row"
        )
        func nowhere() async throws {
            try await withStubServers { collector, receiver in
                try await withInstallation(seeded: true) { installation in
                    let installation = installation.with([
                        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "LATCHKEY_LOG_LEVEL": "debug",
                        "LATCHKEY_WEBHOOK_ALLOW_PRIVATE": "true",
                    ])
                    try await installation.serving { _ in
                        let url = try await installation.run("db", "url").output.trimmingCharacters(in: .newlines)
                        let flock = try await Flock(installation, url, telling: receiver)
                        try await flock.sing(Canaries.count)
                        let secrets = flock.secrets
                        #expect(secrets.count >= Canaries.count)
                        #expect(flock.repeated > 0 && flock.refused > 0 && flock.cut > 0)
                        print("\(secrets.count) secrets; \(flock.cut) cuts, \(flock.failed) answers lost")
                        // There is something to look through.
                        let isTold = try await eventually(within: .seconds(60)) {
                            receiver.requests.count >= Canaries.count / 2
                        }
                        #expect(isTold, "\(receiver.requests.count) webhooks")
                        let attempts = try await psql("SELECT count(*) FROM delivery_attempts", at: url)
                        #expect(try #require(Int(attempts)) > 0)
                        for table in ["outbox", "audit_events", "idempotency"] {
                            let rows = try await psql("SELECT count(*) FROM \(table)", at: url)
                            #expect(try #require(Int(rows)) >= Canaries.count, "\(table)")
                        }
                        let hasSpans = try await eventually { try collector.spans().count > 100 }
                        #expect(hasSpans)
                        try collector.write(to: "\(installation.folder)/spans")
                        try receiver.write(to: "\(installation.folder)/webhooks")
                        try await dump(url, in: installation.folder)
                        let canaries = try Canaries(secrets)
                        defer { canaries.remove() }
                        #expect(try await canaries.places(in: installation.folder) == [])

                        // One that is planted is found wherever a column goes.
                        let planted = try #require(secrets.first)
                        try await flock.plant(planted)
                        let isSent = try await eventually(within: .seconds(30)) {
                            receiver.requests.contains { $0.body.contains(planted) }
                        }
                        #expect(isSent)
                        try receiver.write(to: "\(installation.folder)/webhooks")
                        try await dump(url, in: installation.folder)
                        _ = try await psql("CHECKPOINT", at: url)
                        let found = try await canaries.places(in: installation.folder)
                        #expect(found.contains { $0.hasSuffix("/dump") }, "\(found)")
                        #expect(found.contains { $0.contains("/pg_wal/") }, "\(found)")
                        #expect(found.contains { $0.contains("/base/") }, "\(found)")
                        #expect(found.contains { $0.hasSuffix("/webhooks") }, "\(found)")
                        try await expectLogsAreSearched(installation, url, collector)
                    }
                }
            }
        }

        @Test("are found in every form: as they are, in hex, and in base64 behind whatever")
        func forms() async throws {
            let secrets = (0..<100).map { _ in "ptn_live_" + Base62.random(65, using: .system) }
            let canaries = try Canaries(secrets)
            defer { canaries.remove() }
            let folder = try scratchFolder()
            defer { remove(folder) }
            #expect(try await canaries.places(in: folder) == [])
            let part = Canaries.part(of: secrets[50])
            var forms = [part, Hex.encode(Array(part.utf8)), Hex.encode(Array(part.utf8)).uppercased()]
            forms += (0..<6).map { Base64.encode(Array("\(String(repeating: "~", count: $0))\(part)>?>".utf8)) }
            for (number, form) in forms.enumerated() {
                let bytes = [0, 255, 10] + Array("before\(form)after".utf8) + [0]
                try Data(bytes).write(to: URL(filePath: "\(folder)/\(number)"))
            }
            try Data(Array(part.dropLast().utf8)).write(to: URL(filePath: "\(folder)/shorter"))
            let found = try await canaries.places(in: folder)
            #expect(Set(found) == Set(forms.indices.map { "\(folder)/\($0)" }))
        }

        /// What goes into our log, the database's and the spans is found there: each is written, and is where it is looked for.
        private func expectLogsAreSearched(_ installation: TestInstallation, _ url: String, _ collector: StubServer)
            async throws
        {
            let trace = Hex.encode((0..<16).map { _ in UInt8.random(in: 1...255) })
            let refused = try await installation.ask(
                "GET",
                "/v1/me",
                headers: ["traceparent": "00-\(trace)-b7ad6b7169203331-01"]
            )
            #expect(refused.status == 401)
            let isTraced = try await eventually(within: .seconds(30)) {
                collector.requests.contains { $0.body.contains(trace) }
            }
            #expect(isTraced)
            try collector.write(to: "\(installation.folder)/spans")
            _ = try await psql("DO $$ BEGIN RAISE WARNING '\(trace)'; END $$", at: url)
            let markers = try Canaries(parts: [trace])
            defer { markers.remove() }
            let found = try await markers.places(in: installation.folder)
            #expect(found.contains { $0.hasSuffix("/spans") }, "\(found)")
            #expect(found.contains { $0.hasSuffix(".errors") }, "\(found)")
            #expect(found.contains(installation.dataFolder.log), "\(found)")
        }

        private func withStubServers(
            _ body: @Sendable (_ collector: StubServer, _ receiver: StubServer) async throws -> Void
        ) async throws {
            let answer: StubServer.Respond = { _ in StubServer.Answer(body: "{}") }
            try await withStubServer(answer) { collector in
                try await withStubServer(answer) { receiver in try await body(collector, receiver) }
            }
        }

        private func dump(_ url: String, in folder: String) async throws {
            let dump = try RunningProgram(
                ["/usr/bin/env", "pg_dump", "-d", url, "-f", "\(folder)/dump"],
                environment: bareEnvironment,
                in: folder
            )
            try #require(try await dump.exit(within: .seconds(120)) == 0, "\(dump.log)")
        }
    }
}

extension StubServer {
    /// All that it was sent.
    fileprivate func write(to file: String) throws {
        let sent = requests.map { "\($0.method) \($0.path)\n\($0.headers)\n\($0.body)\n" }.joined()
        try sent.write(toFile: file, atomically: false, encoding: .utf8)
    }
}

/// Secrets to be looked for in files.
private struct Canaries {
    static let count = ProcessInfo.processInfo.environment["LATCHKEY_CANARIES"].flatMap { Int($0) } ?? 1000

    private let folder: String

    init(_ secrets: [String]) throws {
        try self.init(parts: secrets.map(Self.part))
    }

    init(parts: [String]) throws {
        folder = try scratchFolder()
        let forms = parts.flatMap(Self.forms)
        try (forms.joined(separator: "\n") + "\n").write(
            toFile: "\(folder)/forms",
            atomically: false,
            encoding: .utf8
        )
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// The 43 characters that are secret: neither what everybody may see nor the check sum.
    static func part(of secret: String) -> String { String(secret.suffix(49).prefix(43)) }

    /// In base64 as it comes out behind zero, one or two bytes, without the digits at either end that hold neighbours' bits.
    private static func forms(of part: String) -> [String] {
        let bytes = Array(part.utf8)
        let base64 = (0..<3).map { before in
            let digits = Base64.encode([UInt8](repeating: 0, count: before) + bytes).prefix { $0 != "=" }
            let isWhole = (before + bytes.count).isMultiple(of: 3)
            return String(digits.dropFirst(before == 0 ? 0 : before + 1).dropLast(isWhole ? 0 : 1))
        }
        let hex = Hex.encode(bytes)
        return [part, hex, hex.uppercased()] + base64
    }

    /// The files under a folder in which any of them stands. All are looked for in one pass, whatever their number.
    func places(in searched: String) async throws -> [String] {
        for attempt in 1...5 {
            let grep = try RunningProgram(
                ["/usr/bin/env", "LC_ALL=C", "grep", "-ralFf", "\(folder)/forms", searched],
                environment: bareEnvironment,
                in: folder
            )
            // 2 when it could not read a file: the database removes some of its own meanwhile.
            let status = try await grep.exit(within: .seconds(600))
            if status < 2 { return grep.printed.split(separator: "\n").map(String.init) }
            try #require(status == 2 && attempt < 5, "\(status): \(grep.log)")
        }
        return []
    }
}

/// Whoever makes keys and rotates them, again and again.
private final class Flock: Sendable {
    private struct State {
        var secrets: [String] = []
        var repeated = 0
        var refused = 0
        var failed = 0
        var cut = 0
    }

    private let installation: TestInstallation
    private let url: String
    private let job: MainJob
    private let state = Mutex(State())

    init(_ installation: TestInstallation, _ url: String, telling receiver: StubServer) async throws {
        self.installation = installation
        self.url = url
        var job = MainJob(installation)
        try await job.signIn("PARTNER")
        self.job = job
        _ = try await psql("UPDATE tenant_state SET key_limit = 1000000", at: url)
        let made = try await installation.ask(
            "POST",
            "/v1/tenants/\(job.tenant)/webhook-endpoints",
            ["url": .string(receiver.url), "events": ["api_key.created", "api_key.rotated"]],
            token: job.token
        )
        try #require(made.status == 201, "\(made.body)")
    }

    var secrets: [String] { state.withLock { $0.secrets } }
    var repeated: Int { state.withLock { $0.repeated } }
    var refused: Int { state.withLock { $0.refused } }
    var failed: Int { state.withLock { $0.failed } }
    var cut: Int { state.withLock { $0.cut } }

    /// Half of the secrets are of new keys, half of rotations.
    func sing(_ count: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for singer in 0..<8 {
                group.addTask {
                    for number in stride(from: singer, to: (count + 1) / 2, by: 8) {
                        try await self.sing(number: number)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func sing(number: Int) async throws {
        if number % 25 == 10 { try await cutConnections() }
        let keys = "/v1/tenants/\(job.tenant)/keys"
        let draft: JSON = ["name": .string("Canary \(number)"), "scopes": ["reports:read"]]
        let made = try await insist(keys, draft, 201, "make-\(number)")
        let key = try #require(made.string("key", "id"), "\(made.body)")
        try keep(made)
        if number % 5 == 0 {
            let again = try await insist(keys, draft, 201, "make-\(number)")
            #expect(again.string("secret") == made.string("secret"))
            let reused = try await ask(keys, ["name": "Another"], "make-\(number)")
            if reused.status == 422 { state.withLock { $0.refused += 1 } }
            state.withLock { $0.repeated += 1 }
        }
        if number % 25 == 20 { try await cutConnections() }
        try keep(try await insist("\(keys)/\(key)/rotate", ["grace_seconds": 60], 200, "rotate-\(number)"))
    }

    private func keep(_ answer: Client.Answer) throws {
        let secret = try #require(answer.string("secret"), "\(answer.body)")
        state.withLock { $0.secrets.append(secret) }
    }

    private func ask(_ path: String, _ json: JSON, _ key: String) async throws -> Client.Answer {
        try await installation.ask("POST", path, json, token: job.token, headers: ["Idempotency-Key": key])
    }

    /// Until it is answered: under the same key it is done once, whatever became of the answer.
    private func insist(_ path: String, _ json: JSON, _ status: Int, _ key: String) async throws -> Client.Answer {
        var answer = try await ask(path, json, key)
        let isAnswered = try await eventually(within: .seconds(60)) {
            if answer.status == status { return true }
            state.withLock { $0.failed += 1 }
            try #require([503, 409, 500].contains(answer.status), "\(answer.body)")
            answer = try await ask(path, json, key)
            return answer.status == status
        }
        try #require(isAnswered, "\(answer.body)")
        return answer
    }

    /// All of Latchkey's, in the middle of whatever they do; not of those who do the same.
    private func cutConnections() async throws {
        _ = try await psql(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name <> 'psql'
            """,
            at: url
        )
        state.withLock { $0.cut += 1 }
    }

    /// A secret where everybody may look, as its holder might put it.
    func plant(_ secret: String) async throws {
        let draft: JSON = ["name": "Planted", "scopes": ["reports:read"], "description": .string(secret)]
        _ = try await insist("/v1/tenants/\(job.tenant)/keys", draft, 201, "plant")
    }
}
