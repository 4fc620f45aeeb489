import Domain
import Synchronization

/// What can be tightened. Whoever changes it has it to themselves meanwhile.
class Thing: @unchecked Sendable {
    let path: String
    private let state = Mutex((isHeld: false, isGone: false))

    init(path: String) {
        self.path = path
    }

    final func take() -> Bool {
        state.withLock { state in
            guard !state.isHeld, !state.isGone else { return false }
            state.isHeld = true
            return true
        }
    }

    final func giveBack() {
        state.withLock { $0.isHeld = false }
    }

    /// For good: nothing is asked about it any more.
    final func retire() {
        state.withLock { $0.isGone = true }
    }

    final var isGone: Bool { state.withLock(\.isGone) }
}

/// A tenant.
final class Place: Thing, @unchecked Sendable {
    let name: String
    let parent: Place?
    let suspended: Condition
    /// Two of its catalogue: one that keys keep, and one that is taken from them.
    let scopes: (kept: String, taken: String)
    let groups: [Group]

    init(_ name: String, path: String, parent: Place? = nil, scopes: (String, String), groups: [Group] = []) {
        self.name = name
        self.parent = parent
        self.scopes = scopes
        self.groups = groups
        suspended = Condition("suspend \(name)")
        super.init(path: path)
    }

    var conditions: [Condition] { [suspended] + (parent?.conditions ?? []) }
}

/// An authorization group of which keys have their scopes.
final class Group: Thing, @unchecked Sendable {
    let id: String
    let narrowed: Condition

    init(_ id: String, in tenant: String) {
        self.id = id
        narrowed = Condition("edit \(id)")
        super.init(path: "\(tenant)/authorization-groups/\(id)")
    }
}

/// A key with its secrets.
final class Key: Thing, @unchecked Sendable {
    static let addresses = (kept: "10.1.1.1", taken: "10.2.2.2")

    let id: String
    let place: Place
    let group: Group?
    let revoked: Condition
    let disabled: Condition
    let expired: Condition
    let narrowed: Condition
    let barred: Condition
    private let secrets: Mutex<[Secret]>

    /// What one of its secrets can be asked.
    struct Secret: Sendable {
        let ended: Condition
        let probes: [Probe]
    }

    init(_ id: String, secret: String, in place: Place, group: Group?) {
        self.id = id
        self.place = place
        self.group = group
        revoked = Condition("revoke \(id)")
        disabled = Condition("disable \(id)")
        expired = Condition("expire \(id)")
        narrowed = Condition("narrow the scopes of \(id)")
        barred = Condition("narrow the allowlist of \(id)")
        secrets = Mutex([])
        super.init(path: "\(place.path)/keys/\(id)")
        add(secret)
    }

    var live: [Secret] { secrets.withLock { $0 } }
    var probes: [Probe] { live.flatMap(\.probes) }

    /// The newest is the last.
    func add(_ secret: String) {
        let ended = Condition("rotate \(id)")
        let always = [ended, revoked, disabled, expired] + place.conditions
        let kept = Self.addresses.kept
        let scoped = [narrowed] + (group.map { [$0.narrowed] } ?? [])
        let probes = [
            Probe("\(id)", secret: secret, address: kept, conditions: always),
            Probe(
                "\(id) scoped",
                secret: secret,
                scope: place.scopes.taken,
                address: kept,
                conditions: always + scoped
            ),
            Probe("\(id) elsewhere", secret: secret, address: Self.addresses.taken, conditions: always + [barred]),
        ]
        secrets.withLock { $0.append(Secret(ended: ended, probes: probes)) }
    }

    /// All but so many of the newest end. What ended is not asked about for ever, but for long enough.
    func end(allBut kept: Int, at receipt: Moment) {
        secrets.withLock { secrets in
            let ended = secrets.dropLast(kept)
            for secret in ended { secret.ended.close(at: receipt) }
            secrets.removeFirst(ended.count)
        }
    }
}
