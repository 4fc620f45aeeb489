import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// A walk through the portals: takes steps on the platform and in the model, and notes where they differ.
struct ModelWalk {
    let platform: TestPlatform
    private let clock: TestClock
    private var choice: SeededChoice
    private var portals: [WalkedPortal] = []
    private(set) var mismatches: [String] = []
    /// What really happened, by kind and status.
    private var happened: [String: Int] = [:]
    /// The step that is being taken, for what is noted.
    private var number = 0
    private var signedInAt: Instant
    /// How often a secret of a key was asked about, by the key's id.
    private var requests: [String: Int] = [:]

    struct WalkedPortal {
        let rules: PortalRules
        let admin: TestTenant
        let catalogue: [String]
        var model: TenantModel
        /// Sessions end; the walk takes months.
        var token: String
    }

    init(_ platform: TestPlatform, _ clock: TestClock, seed: UInt64) async throws {
        self.platform = platform
        self.clock = clock
        choice = SeededChoice(seed: seed)
        signedInAt = clock.now
        for rules in PortalRules.all {
            portals.append(try await Self.makePortal(rules, platform))
        }
    }

    private static func makePortal(_ rules: PortalRules, _ platform: TestPlatform) async throws -> WalkedPortal {
        let admin = try await platform.makeAdmin(rules.preset, keyLimit: 12)
        let catalogue = try await platform.catalogue(of: admin)
        var model = TenantModel(tenant: admin.id, preset: rules.preset, limit: 12, changes: 0)
        if rules.usesGroups {
            for number in 1...2 {
                let scopes = Array(catalogue.prefix(number * 2))
                let reply = try await platform.send(
                    .POST,
                    admin.path + "/authorization-groups",
                    ["name": "Group \(number)", "type": "TENANT_API_KEY", "scopes": .strings(scopes)],
                    token: admin.token
                )
                model.groups[try #require(reply.string("id"))] = TenantModel.Group(scopes: scopes)
            }
        }
        model.changes = Int64(try await platform.auditTrail(of: admin.id).count)
        return WalkedPortal(rules: rules, admin: admin, catalogue: catalogue, model: model, token: admin.token)
    }

    /// Whether every kind of step was both taken and refused, and every verdict given, so that the walk tells something.
    var isBroad: Bool {
        let needed = [
            "create 201", "create 409", "create 422", "edit 200", "edit 409", "edit 412", "edit 428", "disable 200",
            "disable 409", "enable 200", "rotate 200", "rotate 409", "rotate 412", "rotate 422", "revoke 200",
            "revoke 409", "duplicate 201", "duplicate 409", "editGroup 200", "editGroup 412", "race create+create",
            "race disable+enable", "race revoke+rotate", "race rotate+rotate",
            "verdict VALID", "verdict REVOKED", "verdict ROTATED", "verdict EXPIRED", "verdict DISABLED",
            "verdict IP_NOT_ALLOWED", "verdict INSUFFICIENT_SCOPE", "verdict WRONG_ENVIRONMENT",
        ]
        return needed.allSatisfy { happened[$0, default: 0] > 0 }
            && happened.keys.contains { $0.hasPrefix("race ") && $0.contains("editGroup") }
    }

    var tally: String {
        happened.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
}

// MARK: - Steps

extension ModelWalk {
    mutating func step(_ number: Int) async throws {
        self.number = number
        let index = Int.random(in: portals.indices, using: &choice)
        switch Int.random(in: 0..<100, using: &choice) {
        case 0..<8: try await advance()
        case 8..<30: try await ask(portals[index])
        case 30..<38: try await race(index)
        default: try await change(index)
        }
    }

    /// Minutes mostly, days sometimes; milliseconds are what answers show.
    private mutating func advance() async throws {
        let longest = choice.chance(15) ? 5 * 86_400 : 3600
        clock.advance(by: .milliseconds(Int.random(in: 1...longest * 1000, using: &choice)))
        guard clock.now - signedInAt > .seconds(10 * 3600) else { return }
        for index in portals.indices { portals[index].token = try await platform.signIn(portals[index].admin.person) }
        signedInAt = clock.now
    }

    private mutating func change(_ index: Int) async throws {
        let step = choose(index)
        let reply = try await send(step, portals[index])
        let expected = portals[index].model.take(step, under: portals[index].rules, at: clock.now, reply)
        count(step, reply)
        guard agree(reply, expected, step), reply.status < 300, let id = reply.string("key", "id") ?? step.key else {
            return
        }
        expectSame(try await read(id, portals[index]), in: portals[index])
    }

    private mutating func choose(_ index: Int) -> Step {
        let portal = portals[index]
        return Step.choose(
            for: portal.model,
            portal.rules,
            catalogue: portal.catalogue,
            now: clock.now,
            number: number,
            &choice
        )
    }

    /// Two steps at once: both on one key if there is a live one, or two that make keys.
    private mutating func race(_ index: Int) async throws {
        let portal = portals[index]
        let (first, second) = chooseRivals(portal) ?? choosePair(index)
        async let one = send(first, portal)
        async let other = send(second, portal)
        let replies = (try await one, try await other)
        // Two that are both refused have not got in each other's way.
        let taken = min(replies.0.status, replies.1.status) < 300
        let pair = taken ? [first.kind, second.kind].sorted().joined(separator: "+") : "refused"
        happened["race \(pair)", default: 0] += 1
        let outcomes = [
            outcome(of: (first, replies.0), then: (second, replies.1), portal),
            outcome(of: (second, replies.1), then: (first, replies.0), portal),
        ].compactMap { $0 }
        guard let settled = try await settle(outcomes, touched: [first.key, second.key].compactMap(\.self), portal)
        else {
            note(
                "race of \(first.path) \(replies.0.status) and \(second.path) \(replies.1.status): no order explains it"
            )
            return
        }
        portals[index].model = settled
    }

    private mutating func choosePair(_ index: Int) -> (Step, Step) {
        let portal = portals[index]
        let first = choose(index)
        guard let id = first.key, let key = portal.model.keys.first(where: { $0.id == id }) else {
            return (first, choose(index))
        }
        return (first, Step.choose(on: key, portal.model, portal.rules, now: clock.now, number: number, &choice))
    }

    /// Two that are made to collide, for half of the races.
    private mutating func chooseRivals(_ portal: WalkedPortal) -> (Step, Step)? {
        guard choice.chance(50) else { return nil }
        return Step.chooseRivals(
            for: portal.model,
            portal.rules,
            catalogue: portal.catalogue,
            now: clock.now,
            number: number,
            &choice
        )
    }

    /// What the tenant is after both, if their answers are those of this order.
    private func outcome(
        of first: (step: Step, reply: HTTPReply),
        then second: (step: Step, reply: HTTPReply),
        _ portal: WalkedPortal
    ) -> TenantModel? {
        var model = portal.model
        for (step, reply) in [first, second] {
            let expected = model.take(step, under: portal.rules, at: clock.now, reply)
            guard expected == TenantModel.Expected(status: reply.status, code: reply.code) else { return nil }
        }
        return model
    }

    /// The outcome that is the tenant's now, as far as the steps touched it.
    private func settle(
        _ outcomes: [TenantModel],
        touched: [String],
        _ portal: WalkedPortal
    ) async throws -> TenantModel? {
        for outcome in outcomes {
            var candidate = portal
            candidate.model = outcome
            var isSame = true
            let groupsChanged = outcome.groups != portal.model.groups
            for key in outcome.keys
            where touched.contains(key.id) || groupsChanged || !portal.model.keys.contains(key) {
                let reply = try await read(key.id, portal)
                isSame = isSame && differences(reply, key, candidate.model).isEmpty
            }
            if isSame { return outcome }
        }
        return nil
    }

    private func send(_ step: Step, _ portal: WalkedPortal) async throws -> HTTPReply {
        try await platform.send(
            step.method,
            portal.admin.path + step.path,
            step.body,
            token: portal.token,
            headers: step.headers
        )
    }

    private func read(_ id: String, _ portal: WalkedPortal) async throws -> HTTPReply {
        try await platform.send(.GET, portal.admin.path + "/keys/\(id)", token: portal.token)
    }
}

// MARK: - Questions

extension ModelWalk {
    /// A gateway asks about one of the secrets that were ever handed out.
    private mutating func ask(_ portal: WalkedPortal) async throws {
        guard let key = choice.one(of: portal.model.keys), let secret = choice.one(of: key.secrets) else { return }
        let question = Question(
            secret: secret.text,
            scopes: choice.chance(50) ? choice.some(of: portal.catalogue) : [],
            ip: choice.chance(70) ? choice.one(of: ["192.0.2.7", "198.51.100.7"]) : nil,
            environment: choice.chance(30) ? choice.one(of: ["LIVE", "TEST"]) : nil
        )
        try await expectVerdict(question, portal.model)
    }

    private mutating func expectVerdict(_ question: Question, _ model: TenantModel) async throws {
        let told = try await platform.check(.POST, "/v1/verify", question.json).string("verdict")
        let expected = model.verdict(on: question, at: clock.now)
        happened["verdict \(expected)", default: 0] += 1
        if let key = model.keys.first(where: { $0.secrets.contains { $0.text == question.secret } }) {
            requests[key.id, default: 0] += 1
        }
        if told != expected { note("verdict \(told ?? "none") instead of \(expected) in \(model.preset)") }
    }

    /// Every key, every secret, the list, the summary, the limit and the audit trail of each portal.
    mutating func checkEverything() async throws {
        for portal in portals {
            for secret in portal.model.keys.flatMap(\.secrets) {
                let question = Question(secret: secret.text, scopes: [], ip: "192.0.2.1", environment: nil)
                try await expectVerdict(question, portal.model)
            }
        }
        if await !platform.flushUsage() { note("the usage could not be written") }
        for portal in portals {
            for key in portal.model.keys {
                let reply = try await read(key.id, portal)
                expectSame(reply, in: portal)
                let count = requests[key.id, default: 0]
                if reply["request_count"] != .integer(Int64(count)) {
                    note("request_count is \(String(describing: reply["request_count"])) instead of \(count)")
                }
            }
            try await expectList(portal)
            try await expectCounts(portal)
            try await expectTrail(portal)
        }
    }

    private mutating func expectList(_ portal: WalkedPortal) async throws {
        var listed: [String] = []
        var cursor: String?
        repeat {
            let query = cursor.map { "&cursor=\($0)" } ?? ""
            let path = portal.admin.path + "/keys?limit=\(Int.random(in: 1...100, using: &choice))" + query
            let page = try await platform.send(.GET, path, token: portal.token)
            listed += page.data("id")
            cursor = page.string("next_cursor")
        } while cursor != nil
        if listed != portal.model.sorted(at: clock.now) { note("the list of \(portal.model.preset) differs") }
    }

    private mutating func expectCounts(_ portal: WalkedPortal) async throws {
        let summary = try await platform.send(.GET, portal.admin.path + "/keys/summary", token: portal.token)
        let statuses = portal.model.keys.map { $0.status(at: clock.now) }
        let expected: [(String, Int)] = [
            ("total", statuses.count), ("active", statuses.count { $0 == "ACTIVE" }),
            ("disabled", statuses.count { $0 == "DISABLED" }), ("expired", statuses.count { $0 == "EXPIRED" }),
            ("revoked", statuses.count { $0 == "REVOKED" }), ("limit", portal.model.limit),
            ("used", portal.model.used(at: clock.now)),
            ("total_requests", portal.model.keys.reduce(0) { $0 + requests[$1.id, default: 0] }),
        ]
        for (name, count) in expected where summary[name] != .integer(Int64(count)) {
            note(
                "summary of \(portal.model.preset): \(name) is \(String(describing: summary[name])) instead of \(count)"
            )
        }
    }

    private mutating func expectTrail(_ portal: WalkedPortal) async throws {
        let trail = try await platform.auditTrail(of: portal.admin.id)
        var verifier = AuditChain.Verifier()
        verifier.follow(trail)
        if verifier.firstBad != nil { note("the audit trail of \(portal.model.preset) is broken") }
        if verifier.events != portal.model.changes {
            note("\(portal.model.preset): \(verifier.events) audit rows for \(portal.model.changes) changes")
        }
    }
}

// MARK: - Comparing

extension ModelWalk {
    private mutating func note(_ mismatch: String) {
        mismatches.append("step \(number), \(clock.now): \(mismatch)")
    }

    private mutating func count(_ step: Step, _ reply: HTTPReply) {
        happened["\(step.kind) \(reply.status)", default: 0] += 1
    }

    private mutating func agree(_ reply: HTTPReply, _ expected: TenantModel.Expected, _ step: Step) -> Bool {
        let answered = TenantModel.Expected(status: reply.status, code: reply.code)
        if answered != expected {
            note("\(step.method) \(step.path): \(answered) instead of \(expected): \(reply.text)")
        }
        return answered == expected
    }

    private mutating func expectSame(_ reply: HTTPReply, in portal: WalkedPortal) {
        guard let key = portal.model.keys.first(where: { $0.id == reply.string("id") }) else {
            return note("a key that the model has not: \(reply.text)")
        }
        for difference in differences(reply, key, portal.model) { note("\(portal.model.preset): \(difference)") }
    }

    private func differences(_ reply: HTTPReply, _ key: KeyModel, _ model: TenantModel) -> [String] {
        let now = clock.now
        let previous = key.isRevoked ? nil : key.secrets.dropLast().last
        let expected: [(String, JSON?)] = [
            ("prefix", key.secrets.last.map { .string($0.shown) }),
            ("name", .string(key.name)), ("description", .string(key.description)),
            ("environment", .string(key.environment)), ("scopes", .strings(model.scopes(of: key))),
            ("status", .string(key.status(at: now))), ("expiration", .string(key.expiration(at: now))),
            ("expires_at", key.expiresAt.map { .string($0.description) } ?? .null),
            ("ip_allowlist", .strings(key.allowlist)), ("created_at", .string(key.createdAt.description)),
        ]
        var differing = expected.filter { reply[$0.0] != $0.1 }.map {
            "\($0.0) is \(String(describing: reply[$0.0])) instead of \(String(describing: $0.1))"
        }
        if reply.string("authorization_group", "id") != key.group { differing.append("the group differs") }
        if (reply.string("disabled_at") != nil) != key.isDisabled { differing.append("disabled_at differs") }
        if (reply.string("revoked_at") != nil) != key.isRevoked { differing.append("revoked_at differs") }
        // Null of a key that is over, since nothing of it works any more.
        let shown: JSON =
            if let previous, let end = previous.validUntil, now < end {
                ["prefix": .string(previous.shown), "valid_until": .string(end.description)]
            } else { .null }
        if reply["previous_secret"] != shown {
            differing.append("previous_secret is \(String(describing: reply["previous_secret"])) instead of \(shown)")
        }
        if reply.headers.first(name: "ETag") != "\"\(key.version)\"" { differing.append("the version differs") }
        return differing
    }
}
