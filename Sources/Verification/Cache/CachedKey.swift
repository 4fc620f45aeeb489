internal import Domain
internal import Store
internal import Synchronization

/// A key as it was read: all that a verdict on it needs, and whether any of that has changed since.
final class CachedKey: Sendable {
    let facts: VerifiableKey
    /// Its tenant is, or the partner above.
    let isSuspended: Bool
    /// Time does not go back behind this for the tenant.
    let notBefore: Instant
    let dependencies: [ChangedObject]
    let marks: [Mark]
    /// Where its checks are counted.
    let usage: UsageTally
    private let wasFound = Atomic(false)
    private let identity = AtomicLazyReference<WrittenFields>()

    init(_ found: KeySnapshot, marks: [Mark], usage: UsageTally) {
        facts = found.key
        isSuspended = found.standing.isSuspended || found.partner?.isSuspended == true
        notBefore = found.standing.lastNow
        dependencies = found.dependencies.map(\.object)
        self.marks = marks
        self.usage = usage
    }

    /// Whether neither it has changed nor its group, its tenant, or the partner above.
    var isCurrent: Bool {
        for mark in marks where !mark.isCurrent { return false }
        return true
    }

    /// What is told of it over and over again: kept from the first time on, unless it would take much memory.
    func identity(_ make: (VerifiableKey) -> [Answer.Field]) -> WrittenFields {
        if let known = identity.load() { return known }
        let made = WrittenFields(make(facts))
        return made.bytes.count <= Self.mostIdentity ? identity.storeIfNil(made) : made
    }

    private static let mostIdentity = 176

    func noteUse() {
        if !wasFound.load(ordering: .relaxed) { wasFound.store(true, ordering: .relaxed) }
    }

    /// Whether it has been used since this was last asked.
    func takeUse() -> Bool {
        wasFound.exchange(false, ordering: .relaxed)
    }
}

/// What was read of a key and of those that it depends on, in one snapshot.
struct KeySnapshot: Sendable {
    let key: VerifiableKey
    let standing: TenantStanding
    /// Of the partner above the tenant.
    let partner: TenantStanding?
    let partnerID: ID<Tenant>?

    /// What the verdict depends on, each at the version at which it was read.
    var dependencies: [Marks.Dependency] {
        var all = [
            Marks.Dependency(object: .key(key.id), version: standing.version),
            Marks.Dependency(object: .tenant(key.tenant), version: standing.version),
        ]
        if let group = key.group {
            all.append(Marks.Dependency(object: .group(group), version: standing.version))
        }
        if let partnerID, let partner {
            all.append(Marks.Dependency(object: .tenant(partnerID), version: partner.version))
        }
        return all
    }
}
