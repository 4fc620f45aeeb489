import Domain
import NIOHTTP1

/// One request that changes something, as a client makes it.
struct Step: Sendable {
    enum Action: Sendable {
        case create(Draft)
        case edit(key: String, Edit)
        case disable(key: String)
        case enable(key: String)
        case rotate(key: String, grace: Int, expiry: Instant?)
        case revoke(key: String, compromised: Bool)
        case duplicate(key: String)
        case editGroup(id: String, scopes: [String])
    }

    /// What the client says that it has seen.
    enum Version: Sendable {
        case unsaid
        /// Needed here, and not sent.
        case missing
        case seen(Int)

        func refusal(against version: Int) -> TenantModel.Expected? {
            switch self {
            case .unsaid: nil
            case .missing: TenantModel.Expected(status: 428, code: "PRECONDITION_REQUIRED")
            case .seen(version): nil
            case .seen: TenantModel.Expected(status: 412, code: "PRECONDITION_FAILED")
            }
        }
    }

    struct Draft: Equatable, Sendable {
        let name: String
        let environment: String
        let scopes: [String]
        let group: String?
        let allowlist: [String]
        let expiresAt: Instant?
    }

    struct Edit: Sendable {
        var name: String?
        var description: String?
        var allowlist: [String]?
        var group: String?

        func apply(to key: inout KeyModel) {
            if let name { key.name = name }
            if let description { key.description = description }
            if let allowlist { key.allowlist = allowlist }
            if let group { key.group = group }
        }
    }

    let action: Action
    var version = Version.unsaid
    let method: HTTPMethod
    /// Behind the tenant's.
    let path: String
    var body: JSON?
    /// What the request must be answered because it asks for something that the portal has not.
    var inputError: TenantModel.Expected?

    var headers: HTTPHeaders {
        if case .seen(let version) = version { ["If-Match": "\"\(version)\""] } else { [:] }
    }

    /// The action's name.
    var kind: String { String("\(action)".prefix { $0 != "(" }) }

    /// The key that it is about, if there is one already.
    var key: String? {
        switch action {
        case .create, .editGroup: nil
        case .edit(let key, _), .disable(let key), .enable(let key), .rotate(let key, _, _), .revoke(let key, _),
            .duplicate(let key):
            key
        }
    }
}

// MARK: - Choosing one

extension Step {
    private static let invalid = TenantModel.Expected(status: 422, code: "VALIDATION_FAILED")

    static func choose(
        for model: TenantModel,
        _ rules: PortalRules,
        catalogue: [String],
        now: Instant,
        number: Int,
        _ choice: inout SeededChoice
    ) -> Step {
        if choice.chance(12) { return create(model, rules, catalogue, now, number, &choice) }
        if rules.usesGroups, choice.chance(12), let id = choice.one(of: model.groups.keys.sorted()) {
            return editGroup(id, model, catalogue, &choice)
        }
        let live = model.keys.filter { !$0.isRevoked }
        guard let key = choice.chance(85) ? choice.one(of: live) : choice.one(of: model.keys) else {
            return create(model, rules, catalogue, now, number, &choice)
        }
        return choose(on: key, model, rules, now: now, number: number, &choice)
    }

    /// Something to do to this key.
    static func choose(
        on key: KeyModel,
        _ model: TenantModel,
        _ rules: PortalRules,
        now: Instant,
        number: Int,
        _ choice: inout SeededChoice
    ) -> Step {
        switch Int.random(in: 0..<100, using: &choice) {
        case 0..<22: edit(key, model, rules, number, &choice)
        case 22..<42: transition("disable", .disable(key: key.id), key, &choice)
        case 42..<62: transition("enable", .enable(key: key.id), key, &choice)
        case 62..<82: rotate(key, rules, now, &choice)
        case 82..<93: revoke(key, &choice)
        default: duplicate(key, &choice)
        }
    }

    /// Two steps that collide: two that make keys, or two on one key that works, or a group's change and one on a key of it.
    static func chooseRivals(
        for model: TenantModel,
        _ rules: PortalRules,
        catalogue: [String],
        now: Instant,
        number: Int,
        _ choice: inout SeededChoice
    ) -> (Step, Step) {
        let working = model.keys.filter { $0.status(at: now) == "ACTIVE" }
        guard !choice.chance(25), let key = choice.one(of: working) else {
            return (
                create(model, rules, catalogue, now, number, &choice),
                create(model, rules, catalogue, now, number, &choice)
            )
        }
        if let group = key.group, choice.chance(40) {
            return (
                editGroup(group, model, catalogue, &choice),
                choose(on: key, model, rules, now: now, number: number, &choice)
            )
        }
        return switch Int.random(in: 0..<3, using: &choice) {
        case 0: (rotate(key, rules, now, &choice), revoke(key, &choice))
        case 1: (rotate(key, rules, now, &choice), rotate(key, rules, now, &choice))
        default:
            (
                transition("disable", .disable(key: key.id), key, &choice),
                transition("enable", .enable(key: key.id), key, &choice)
            )
        }
    }

    private static func create(
        _ model: TenantModel,
        _ rules: PortalRules,
        _ catalogue: [String],
        _ now: Instant,
        _ number: Int,
        _ choice: inout SeededChoice
    ) -> Step {
        let environment = choice.one(of: rules.environments) ?? "LIVE"
        let (expiryMembers, end) = rules.chooseExpiry(now: now, &choice)
        let group = rules.usesGroups ? choice.one(of: model.groups.keys.sorted()) : nil
        let draft = Draft(
            name: "Key \(number)",
            environment: environment,
            scopes: rules.usesGroups ? [] : choice.some(of: catalogue),
            group: group,
            allowlist: choice.chance(25) ? ["192.0.2.0/24"] : [],
            expiresAt: end
        )
        var members = [
            JSON.Member("name", .string(draft.name)), JSON.Member("environment", .string(environment)),
            JSON.Member("ip_allowlist", .strings(draft.allowlist)),
        ]
        if let group { members.append(JSON.Member("authorization_group_id", .string(group))) }
        if !rules.usesGroups { members.append(JSON.Member("scopes", .strings(draft.scopes))) }
        var step = Step(action: .create(draft), method: .POST, path: "/keys", body: .object(members + expiryMembers))
        if choice.chance(5) {
            step.body = .object(members + [JSON.Member("scopes", ["no:such"])])
            step.inputError = invalid
        }
        return step
    }

    private static func edit(
        _ key: KeyModel,
        _ model: TenantModel,
        _ rules: PortalRules,
        _ number: Int,
        _ choice: inout SeededChoice
    ) -> Step {
        var edit = Edit()
        var members: [JSON.Member] = []
        if choice.chance(50) {
            edit.name = "Name \(number)"
            members.append(JSON.Member("name", .string("Name \(number)")))
        }
        if choice.chance(30) {
            edit.description = choice.chance(50) ? "About \(number)" : ""
            members.append(JSON.Member("description", JSON.string(edit.description ?? "")))
        }
        if choice.chance(30) {
            edit.allowlist = choice.chance(50) ? ["192.0.2.0/24"] : []
            members.append(JSON.Member("ip_allowlist", .strings(edit.allowlist ?? [])))
        }
        if rules.usesGroups, choice.chance(40), let group = choice.one(of: model.groups.keys.sorted()) {
            edit.group = group
            members.append(JSON.Member("authorization_group_id", .string(group)))
        }
        let version: Version =
            switch Int.random(in: 0..<100, using: &choice) {
            case 0..<5: .missing
            case 5..<12: .seen(key.version + 7)
            default: .seen(key.version)
            }
        var step = Step(
            action: .edit(key: key.id, edit),
            version: version,
            method: .PATCH,
            path: "/keys/\(key.id)",
            body: .object(members)
        )
        if choice.chance(5) {
            step.body = .object(members + [JSON.Member("expires_at", "2099-01-01T00:00:00Z")])
            step.inputError = invalid
        }
        return step
    }

    private static func transition(
        _ name: String,
        _ action: Action,
        _ key: KeyModel,
        _ choice: inout SeededChoice
    ) -> Step {
        Step(action: action, version: maybe(key, &choice), method: .POST, path: "/keys/\(key.id)/\(name)")
    }

    private static func rotate(
        _ key: KeyModel,
        _ rules: PortalRules,
        _ now: Instant,
        _ choice: inout SeededChoice
    ) -> Step {
        var grace = choice.chance(50) ? Int.random(in: 0...86_400, using: &choice) : 0
        let isTooLong = grace > rules.longestGrace
        var members = [JSON.Member("grace_seconds", .integer(Int64(grace)))]
        var expiry: Instant?
        if rules.rotationSetsExpiry {
            let chosen = rules.chooseExpiry(now: now, &choice)
            members += chosen.members
            expiry = chosen.end
        }
        if isTooLong { grace = 0 }
        var step = Step(
            action: .rotate(key: key.id, grace: grace, expiry: expiry),
            version: maybe(key, &choice),
            method: .POST,
            path: "/keys/\(key.id)/rotate",
            body: .object(members)
        )
        if isTooLong { step.inputError = invalid }
        return step
    }

    private static func revoke(_ key: KeyModel, _ choice: inout SeededChoice) -> Step {
        let compromised = choice.chance(30)
        return Step(
            action: .revoke(key: key.id, compromised: compromised),
            version: maybe(key, &choice),
            method: .POST,
            path: "/keys/\(key.id)/revoke",
            body: ["reason": "no longer needed", "compromised": .bool(compromised)]
        )
    }

    private static func duplicate(_ key: KeyModel, _ choice: inout SeededChoice) -> Step {
        Step(
            action: .duplicate(key: key.id),
            version: maybe(key, &choice),
            method: .POST,
            path: "/keys/\(key.id)/duplicate"
        )
    }

    private static func editGroup(
        _ id: String,
        _ model: TenantModel,
        _ catalogue: [String],
        _ choice: inout SeededChoice
    ) -> Step {
        let scopes = choice.some(of: catalogue)
        let version = model.groups[id]?.version ?? 1
        return Step(
            action: .editGroup(id: id, scopes: scopes),
            version: .seen(choice.chance(10) ? version + 7 : version),
            method: .PATCH,
            path: "/authorization-groups/\(id)",
            body: ["scopes": .strings(scopes)]
        )
    }

    /// Transitions honour a version when one is sent.
    private static func maybe(_ key: KeyModel, _ choice: inout SeededChoice) -> Version {
        switch Int.random(in: 0..<100, using: &choice) {
        case 0..<70: .unsaid
        case 70..<78: .seen(key.version + 7)
        default: .seen(key.version)
        }
    }
}
