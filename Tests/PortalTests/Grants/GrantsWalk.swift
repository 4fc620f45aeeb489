import Domain
import NIOHTTP1
import TestSupport

/// A random walk through a random organisation. Each step is asked for over HTTP by somebody who may or may not hold what
/// they grant; the answer is what the rules say, and afterwards the database holds what the rules have given, to the row.
final class GrantsWalk {
    let platform: TestPlatform
    /// Of somebody who sees everything, and takes no part.
    let observer: String
    var choice: SeededChoice
    var world = Organisation()
    /// What was wrong, with the step at which it was.
    private(set) var mismatches: [String] = []
    /// What really happened: each kind of step by how it ended.
    private(set) var tally: [String: Int] = [:]
    private var number = 0

    init(_ platform: TestPlatform, seed: UInt64) async throws {
        self.platform = platform
        observer = try await platform.signIn(platform.staff)
        choice = SeededChoice(seed: seed)
        try await settle()
    }

    func step(_ number: Int) async throws {
        self.number = number
        let actor = Int.random(in: 0..<world.people.count, using: &choice)
        let house = house(for: actor)
        switch Int.random(in: 0..<100, using: &choice) {
        case ..<18: try await createKey(actor, house)
        case ..<26: try await repeatKey("duplicate", actor, house)
        case ..<34: try await repeatKey("rotate", actor, house)
        case ..<42: try await editKey(actor)
        case ..<50: try await createGroup(actor, house)
        case ..<60: try await editGroup(actor, house)
        case ..<74: try await letIn(actor, house)
        case ..<86: try await changePlace(actor, house)
        case ..<91: try await remove(actor, house)
        case ..<93: try await leave(actor)
        case ..<96: try await invite(actor, house)
        default: try await takeOver(actor, house)
        }
        try await compare()
    }

    /// Mostly one that they know of: strangers are refused all alike.
    private func house(for actor: Int) -> String {
        let all = world.houses.keys.sorted()
        let known = all.filter { world.rule(of: actor, over: $0) != .nothing }
        return choice.one(of: choice.chance(85) && !known.isEmpty ? known : all) ?? ""
    }

    /// Whether most kinds of steps that grant something were done, and were refused for want of it.
    var isBroad: Bool {
        let kinds = [
            "create", "duplicate", "rotate", "edit-key", "create-group", "edit-group", "let-in", "invite",
            "change-place", "take-over",
        ]
        let done = kinds.filter { kind in tally.keys.contains { $0.hasPrefix("\(kind) 2") } }
        let refused = kinds.filter { tally["\($0) 403"] != nil }
        return done.count >= 8 && refused.count >= 8
    }
}

// MARK: - Asking

extension GrantsWalk {
    func ask(
        _ method: HTTPMethod,
        _ path: String,
        _ body: JSON? = nil,
        by actor: Int,
        version: String? = nil
    ) async throws -> HTTPReply {
        let headers: HTTPHeaders = version.map { ["If-Match": $0] } ?? [:]
        return try await platform.send(method, path, body, token: world.people[actor].token, headers: headers)
    }

    /// Compares an answer with what the rules say of it.
    ///
    /// - Returns: whether it was done.
    func judge(_ kind: String, _ reply: HTTPReply, _ expected: UInt, _ story: String) -> Bool {
        tally["\(kind) \(reply.status)", default: 0] += 1
        if reply.status != expected {
            mismatches.append("step \(number): \(kind): \(reply.status), not \(expected): \(story): \(reply.text)")
        }
        return reply.status < 300
    }

    /// 404 for who does not see the house, 403 for who has no say, or holds less than this grants.
    func verdict(_ hold: Organisation.Hold, grants isHeld: Bool, done: UInt) -> UInt {
        switch hold {
        case .nothing: 404
        case .sight: 403
        case .within, .everything: isHeld ? done : 403
        }
    }

    /// The ETag that a resource has now.
    func version(of path: String) async throws -> String? {
        try await platform.send(.GET, path, token: observer).headers.first(name: "ETag")
    }

    func groups(of house: String, forKeys: Bool) -> [String] {
        world.groups.filter { $0.value.house == house && $0.value.isForKeys == forKeys }.keys.sorted()
    }

    func places(of house: String) -> [String] {
        world.places.filter { $0.value.house == house }.keys.sorted()
    }
}

// MARK: - The database

extension GrantsWalk {
    /// Every grant that there is, compared with those that the rules have given.
    private func compare() async throws {
        let rows = try await platform.database.strings(
            """
            SELECT 'place ' || id || ' ' || role || ' ' || coalesce(authorization_group_id::text, '-') FROM memberships
            UNION ALL SELECT 'group ' || id || ' ' || array_to_string(ARRAY(SELECT unnest(scopes) ORDER BY 1), ',') FROM groups
            UNION ALL SELECT 'key ' || id || ' ' || coalesce(group_id::text, '-') || ' '
                || CASE WHEN group_id IS NULL THEN array_to_string(ARRAY(SELECT unnest(scopes) ORDER BY 1), ',') ELSE '' END
                FROM keys
            """
        )
        let strangers = Set(rows).symmetricDifference(world.rows)
        guard !strangers.isEmpty else { return }
        mismatches.append("step \(number): the database differs in \(strangers.sorted().joined(separator: "; "))")
    }
}

extension Organisation {
    fileprivate var rows: Set<String> {
        let places = places.map { id, place in
            "place \(uuid(id, Membership.self)) \(place.role) \(place.ceiling.map { uuid($0, AuthorizationGroup.self) } ?? "-")"
        }
        let groups = groups.map { id, group in
            "group \(uuid(id, AuthorizationGroup.self)) \(group.scopes.sorted().joined(separator: ","))"
        }
        let keys = keys.map { id, key in
            let group = key.group.map { uuid($0, AuthorizationGroup.self) } ?? "-"
            return
                "key \(uuid(id, APIKey.self)) \(group) \(key.group == nil ? key.scopes.sorted().joined(separator: ",") : "")"
        }
        return Set(places + groups + keys)
    }

    private func uuid<Entity: Identified>(_ id: String, _: Entity.Type) -> String {
        let hex = ID<Entity>(id).map { Hex.encode($0.bytes) } ?? ""
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { range in
            String(hex.dropFirst(range.lowerBound).prefix(range.count))
        }.joined(separator: "-")
    }
}
