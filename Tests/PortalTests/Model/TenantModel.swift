import Domain
import TestSupport

/// A tenant with its keys, as the rules say that it must be: what a step must be answered, and what is so afterwards.
struct TenantModel: Equatable, Sendable {
    let tenant: String
    let preset: String
    var limit: Int
    /// In the order in which they were made.
    var keys: [KeyModel] = []
    /// Scopes and version by the group's id.
    var groups: [String: Group] = [:]
    /// Changes so far, each of which has left one row in the audit trail.
    var changes: Int64

    struct Group: Equatable, Sendable {
        var scopes: [String]
        var version = 1
    }

    struct Expected: Equatable, Sendable {
        let status: UInt
        var code: String?
    }

    func scopes(of key: KeyModel) -> [String] {
        key.group.flatMap { groups[$0]?.scopes } ?? key.scopes
    }

    func used(at now: Instant) -> Int {
        keys.count { ["ACTIVE", "DISABLED"].contains($0.status(at: now)) }
    }

    /// The order of a list.
    func sorted(at now: Instant) -> [String] {
        keys.sorted { left, right in
            let positions = [left, right].map { KeyModel.position(of: $0.status(at: now)) }
            if positions[0] != positions[1] { return positions[0] < positions[1] }
            return (left.createdAt, left.id) > (right.createdAt, right.id)
        }.map(\.id)
    }

    /// The first reason that stands in the way.
    func verdict(on question: Question, at now: Instant) -> String {
        guard let key = keys.first(where: { $0.secrets.contains { $0.text == question.secret } }),
            let secret = key.secrets.first(where: { $0.text == question.secret })
        else { return "UNKNOWN" }
        if key.isRevoked { return "REVOKED" }
        if let end = secret.validUntil, end <= now { return "ROTATED" }
        if let end = key.expiresAt, end <= now { return "EXPIRED" }
        if key.isDisabled { return "DISABLED" }
        if let environment = question.environment, environment != key.environment { return "WRONG_ENVIRONMENT" }
        // All allowlists of the model are the network 192.0.2.0/24.
        if !key.allowlist.isEmpty, question.ip?.hasPrefix("192.0.2.") != true { return "IP_NOT_ALLOWED" }
        let has = scopes(of: key)
        return question.scopes.allSatisfy(has.contains) ? "VALID" : "INSUFFICIENT_SCOPE"
    }
}

extension TenantModel {
    /// What the step must be answered. `reply` gives the ids and secrets that only the answer can tell.
    mutating func take(_ step: Step, under rules: PortalRules, at now: Instant, _ reply: HTTPReply) -> Expected {
        if let wrong = step.inputError { return wrong }
        switch step.action {
        case .create(let draft):
            return add(draft, rules, now, reply)
        case .editGroup(let id, let scopes):
            return editGroup(id, to: scopes, step.version)
        case .edit(let id, let edit):
            return change(id, step, now) { key in
                guard ["ACTIVE", "DISABLED"].contains(key.status(at: now)) else { return nil }
                var edited = key
                edit.apply(to: &edited)
                if edited != key { edited.version += 1 }
                return edited
            }
        case .disable(let id), .enable(let id):
            let disables = if case .disable = step.action { true } else { false }
            return change(id, step, now) { key in
                guard ["ACTIVE", "DISABLED"].contains(key.status(at: now)) else { return nil }
                var changed = key
                changed.isDisabled = disables
                return changed
            }
        case .rotate(let id, let grace, let expiry):
            return change(id, step, now) { key in
                guard key.status(at: now) == "ACTIVE" else { return nil }
                var rotated = key
                if let expiry { rotated.expiresAt = expiry }
                rotated.rotate(to: reply.string("secret") ?? "", grace: grace, now: now)
                return rotated
            }
        case .revoke(let id, let compromised):
            return revoke(id, compromised, step, rules, now)
        case .duplicate(let id):
            return duplicate(id, step, rules, now, reply)
        }
    }

    private mutating func change(
        _ id: String,
        _ step: Step,
        _ now: Instant,
        _ apply: (KeyModel) -> KeyModel?
    ) -> Expected {
        guard let index = keys.firstIndex(where: { $0.id == id }) else {
            return Expected(status: 404, code: "NOT_FOUND")
        }
        if let refusal = step.version.refusal(against: keys[index].version) { return refusal }
        guard let changed = apply(keys[index]) else { return Expected(status: 409, code: "CONFLICT") }
        if changed != keys[index] { changes += 1 }
        keys[index] = changed
        return Expected(status: 200)
    }

    private mutating func revoke(
        _ id: String,
        _ compromised: Bool,
        _ step: Step,
        _ rules: PortalRules,
        _ now: Instant
    ) -> Expected {
        var refusal: Expected?
        let answer = change(id, step, now) { key in
            if rules.mustDisableFirst, !compromised, key.status(at: now) == "ACTIVE" {
                refusal = Expected(status: 409, code: "KEY_NOT_DISABLED")
                return nil
            }
            var revoked = key
            revoked.isRevoked = true
            return revoked
        }
        return refusal ?? answer
    }

    private mutating func add(
        _ draft: Step.Draft,
        _ rules: PortalRules,
        _ now: Instant,
        _ reply: HTTPReply
    ) -> Expected {
        guard used(at: now) < limit else { return Expected(status: 409, code: "KEY_LIMIT_REACHED") }
        keys.append(
            KeyModel(
                id: reply.string("key", "id") ?? "",
                createdAt: now,
                environment: draft.environment,
                name: draft.name,
                scopes: draft.scopes,
                group: draft.group,
                allowlist: draft.allowlist,
                expiresAt: draft.expiresAt,
                secrets: [KeyModel.Secret(text: reply.string("secret") ?? "")]
            )
        )
        changes += 1
        return Expected(status: 201)
    }

    private mutating func duplicate(
        _ id: String,
        _ step: Step,
        _ rules: PortalRules,
        _ now: Instant,
        _ reply: HTTPReply
    ) -> Expected {
        guard let original = keys.first(where: { $0.id == id }) else { return Expected(status: 404, code: "NOT_FOUND") }
        if let refusal = step.version.refusal(against: original.version) { return refusal }
        let draft = Step.Draft(
            name: original.name + " (copy)",
            environment: original.environment,
            scopes: original.scopes,
            group: original.group,
            allowlist: original.allowlist,
            expiresAt: rules.defaultEnd(now: now)
        )
        let answer = add(draft, rules, now, reply)
        if answer.status == 201 { keys[keys.count - 1].description = original.description }
        return answer
    }

    private mutating func editGroup(_ id: String, to scopes: [String], _ version: Step.Version) -> Expected {
        guard let group = groups[id] else { return Expected(status: 404, code: "NOT_FOUND") }
        if let refusal = version.refusal(against: group.version) { return refusal }
        guard scopes != group.scopes else { return Expected(status: 200) }
        groups[id] = Group(scopes: scopes, version: group.version + 1)
        changes += 1
        return Expected(status: 200)
    }
}
