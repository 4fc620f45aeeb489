import Domain
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

extension ProgramTests {
    @Suite("latchkey serve: stopping", .timeLimit(.minutes(3)))
    struct StopTests {
        @Test("SIGTERM under load: everything that was asked is answered, and what was not answered did not happen")
        func underLoad() async throws {
            try await withInstallation(seeded: true) { installation in
                let load = Load()
                try await installation.serving { server in
                    var job = MainJob(installation)
                    try await job.signIn("SETTINGS")
                    let url = try await installation.run("db", "url").output.trimmingCharacters(in: .newlines)
                    let before = try #require(Int(try await psql("SELECT count(*) FROM groups", at: url)))
                    let clients = try clients(of: job)
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for client in clients {
                            group.addTask { try await onThread { load.run(client) } }
                        }
                        let isBusy = try await eventually { load.answered > 1500 && load.created > 20 }
                        #expect(isBusy, "\(load.answered) answered, \(load.created) created")
                        let begun = ContinuousClock.now
                        server.signal(SIGTERM)
                        #expect(try await server.exit(within: .seconds(15)) == 0)
                        let took = ContinuousClock.now - begun
                        #expect(took < .seconds(10))
                        try await group.waitForAll()
                        print("ended after \(took) and \(load.answered) answers to \(clients.count) clients")
                    }
                    expectNoDatabase(of: installation)
                    #expect(load.lost.isEmpty, "\(load.lost)")
                    #expect(load.unexpected.isEmpty, "\(load.unexpected)")
                    try await installation.serving { (_) async throws in
                        #expect(try await Int(psql("SELECT count(*) FROM groups", at: url)) == before + load.created)
                    }
                }
            }
        }

        @Test("SIGTERM under load: every check that was answered is counted, once")
        func countsEverything() async throws {
            try await withInstallation(seeded: true) { installation in
                let load = Load()
                var job = MainJob(installation)
                // The demo's keys have been used already.
                var planted = 0
                let url = try await installation.serving { server in
                    try await job.signIn("PARTNER")
                    let secret = try await job.createKey().secret
                    let url = try await installation.run("db", "url").output.trimmingCharacters(in: .newlines)
                    planted = try await #require(Int(psql(Self.counted, at: url)))
                    let port = installation.privatePort
                    let check = Load.Client(port: port, expected: 200) { _ in
                        request("POST", "/v1/verify", ["key": .string(secret)], port: port)
                    }
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 1...16 { group.addTask { try await onThread { load.run(check) } } }
                        // Long enough for some of it to be written while more comes.
                        let isBusy = try await eventually {
                            try await Int(psql(Self.counted, at: url)) ?? 0 > planted + 500 && load.answered > 1500
                        }
                        #expect(isBusy, "\(load.answered) answered")
                        server.signal(SIGTERM)
                        #expect(try await server.exit(within: .seconds(15)) == 0)
                        try await group.waitForAll()
                    }
                    #expect(!server.log.contains("usage"), "\(server.log)")
                    return url
                }
                #expect(load.lost.isEmpty, "\(load.lost)")
                #expect(load.unexpected.isEmpty, "\(load.unexpected)")
                try await installation.serving { (_) async throws in
                    #expect(try await Int(psql(Self.counted, at: url)) == planted + load.answered)
                    let days = "SELECT sum(count) FROM usage_days WHERE key_id = '\(Self.all)'"
                    #expect(try await Int(psql(days, at: url)) == planted + load.answered)
                }
            }
        }

        @Test("kill -9 under load: what was answered is counted, but for the last moments, and nothing twice")
        func killed() async throws {
            try await withInstallation(seeded: true) { installation in
                let load = Load()
                var job = MainJob(installation)
                // The demo's keys have been used already.
                var (planted, written) = (0, 0)
                let url = try await installation.serving { server in
                    try await job.signIn("PARTNER")
                    let secret = try await job.createKey().secret
                    let url = try await installation.run("db", "url").output.trimmingCharacters(in: .newlines)
                    planted = try await #require(Int(psql(Self.counted, at: url)))
                    let port = installation.privatePort
                    let check = Load.Client(port: port, expected: 200) { _ in
                        request("POST", "/v1/verify", ["key": .string(secret)], port: port)
                    }
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 1...8 { group.addTask { try await onThread { load.run(check) } } }
                        let isBusy = try await eventually { load.answered > 1000 }
                        #expect(isBusy)
                        written = load.answered
                        let isWritten = try await eventually {
                            try await Int(psql(Self.counted, at: url)) ?? 0 >= planted + written
                        }
                        #expect(isWritten, "\(server.log)")
                        server.signal(SIGKILL)
                        _ = try await server.exit(within: .seconds(15))
                        try await group.waitForAll()
                    }
                    return url
                }
                try await installation.serving { (_) async throws in
                    let counted = try await #require(Int(psql(Self.counted, at: url))) - planted
                    #expect(counted >= written)
                    // Of each connection one check may have been counted that was not answered.
                    #expect(counted <= load.answered + 8)
                    print("\(counted) counted of \(load.answered) answered")
                    let days = "SELECT sum(count) FROM usage_days WHERE key_id = '\(Self.all)'"
                    #expect(try await Int(psql(days, at: url)) == planted + counted)
                }
            }
        }

        private static let all = "00000000-0000-0000-0000-000000000000"
        private static let counted = "SELECT coalesce(sum(requests), 0) FROM usage_totals WHERE key_id = '\(all)'"

        /// 64 of them: readers and writers of the admin API, and gateways.
        private func clients(of job: MainJob) throws -> [Load.Client] {
            let (publicPort, privatePort) = (job.installation.publicPort, job.installation.privatePort)
            let authorization = ["Authorization": "Bearer \(job.token)"]
            let readers = (1...24).map { _ in
                Load.Client(port: publicPort, expected: 200) { _ in
                    request("GET", "/v1/me", port: publicPort, headers: authorization)
                }
            }
            let writers = (1...8).map { writer in
                Load.Client(port: publicPort, expected: 201) { number in
                    request(
                        "POST",
                        "/v1/tenants/\(job.tenant)/authorization-groups",
                        [
                            "name": .string("Group \(writer) \(number)"), "type": "TENANT_API_KEY",
                            "scopes": ["invoices:read"],
                        ],
                        port: publicPort,
                        headers: authorization
                    )
                }
            }
            let gateways = (1...32).map { _ in
                Load.Client(port: privatePort, expected: 200) { _ in
                    request("POST", "/v1/verify", ["key": "tnt_live_nonsense"], port: privatePort)
                }
            }
            return readers + writers + gateways
        }

        @Test("clients that are stuck hold it up for less than 10 s", arguments: [SIGTERM, SIGINT])
        func stuckClients(signal: Int32) async throws {
            try await withInstallation(seeded: true) { installation in
                try await installation.serving { server in
                    var job = MainJob(installation)
                    try await job.signIn("PARTNER")
                    let (ports, token) = ([installation.publicPort, installation.privatePort], job.token)
                    let stuck = try await onThread { try ports.flatMap { try stuckClients(of: $0, token: token) } }
                    let begun = ContinuousClock.now
                    server.signal(signal)
                    let status = try await server.exit(within: .seconds(15))
                    let took = ContinuousClock.now - begun
                    print("ended after \(took) with stuck clients")
                    #expect(status == 0, "\(server.log)")
                    #expect(took < .seconds(10))
                    #expect(stuck.count == 6)
                }
                expectNoDatabase(of: installation)
            }
        }

        @Test("a stalled database, a request in flight and stuck clients hold it up for less than 10 s together")
        func stalledDatabase() async throws {
            try await withInstallation(seeded: true) { installation in
                try await installation.serving { server in
                    var job = MainJob(installation)
                    try await job.signIn("PARTNER")
                    let (ports, token) = ([installation.publicPort, installation.privatePort], job.token)
                    let stuck = try await onThread { try ports.flatMap { try stuckClients(of: $0, token: token) } }
                    let stalling = repeatedly(SIGSTOP, to: installation)
                    defer { stalling.cancel() }
                    #expect(try await eventually { postgres(of: installation).allSatisfy { isStalled($0.id) } })
                    let inFlight = try Client(port: ports[0])
                    try inFlight.send(
                        request("GET", "/v1/me", port: ports[0], headers: ["Authorization": "Bearer \(token)"])
                    )
                    let begun = ContinuousClock.now
                    server.signal(SIGTERM)
                    _ = try await server.exit(within: .seconds(20))
                    let took = ContinuousClock.now - begun
                    print("ended after \(took) with a stalled database")
                    #expect(took < .seconds(10))
                    expectNoDatabase(of: installation)
                    #expect(stuck.count == 6)
                }
            }
        }

        private func isStalled(_ id: pid_t) -> Bool {
            let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
            return status?.contains("State:\tT") == true
        }

        /// One that stopped in the middle of a header, one in a body, and one that asks and asks but reads nothing.
        private func stuckClients(of port: Int, token: String) throws -> [Client] {
            let halfHeader = try Client(port: port)
            try halfHeader.send("GET /v1/me HTTP/1.1\r\nHost: 127.0")
            let halfBody = try Client(port: port)
            let head = request("POST", "/v1/verify", port: port).dropLast(2)
            try halfBody.send(head + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
            let deaf = try Client(port: port, window: 4096)
            let question = request("GET", "/v1/me", port: port, headers: ["Authorization": "Bearer \(token)"])
            deaf.flood(String(repeating: question, count: 50))
            return [halfHeader, halfBody, deaf]
        }

        @Test("idle, it ends at once", arguments: [SIGTERM, SIGINT])
        func idle(signal: Int32) async throws {
            try await withInstallation(seeded: true) { installation in
                try await installation.serving { (server) async throws in
                    let begun = ContinuousClock.now
                    server.signal(signal)
                    #expect(try await server.exit(within: .seconds(15)) == 0)
                    #expect(ContinuousClock.now - begun < .seconds(5))
                }
                expectNoDatabase(of: installation)
            }
        }

        @Test("a signal while it starts ends it, with its database")
        func whileStarting() async throws {
            try await withInstallation(seeded: true) { installation in
                let server = try installation.start(["serve"])
                defer { server.destroy() }
                #expect(try await eventually { !postgres(of: installation).isEmpty })
                server.signal(SIGTERM)
                _ = try await server.exit(within: .seconds(15))
                #expect(try await eventually(within: .seconds(15)) { postgres(of: installation).isEmpty })
            }
        }
    }
}

/// What many clients asked and were answered. Each goes on until it is told to close, or cannot go on.
private final class Load: Sendable {
    struct Client: Sendable {
        let port: Int
        let expected: Int
        let request: @Sendable (_ number: Int) -> String
    }

    private struct Counts {
        var answered = 0
        var created = 0
        var lost: [String] = []
        var unexpected: [String] = []
    }

    private let counts = Mutex(Counts())

    var answered: Int { counts.withLock { $0.answered } }
    var created: Int { counts.withLock { $0.created } }
    /// Requests that were sent, and no answer came.
    var lost: [String] { counts.withLock { $0.lost } }
    var unexpected: [String] { counts.withLock { $0.unexpected } }

    func run(_ client: Client) {
        guard let connection = try? LatchkeyTests.Client(port: client.port) else { return }
        var number = 0
        while true {
            number += 1
            do {
                try connection.send(client.request(number))
                let answer = try connection.answer()
                counts.withLock { counts in
                    counts.answered += 1
                    if answer.status == 201 { counts.created += 1 }
                    if answer.status != client.expected { counts.unexpected.append("\(answer.status) \(answer.body)") }
                }
                if answer.headers["connection"] == "close" { return }
            } catch {
                counts.withLock { $0.lost.append("\(client.expected) on \(client.port), number \(number): \(error)") }
                return
            }
        }
    }
}
