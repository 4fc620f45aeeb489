package import Domain
internal import Store

/// That somebody is no member any more, and which keys they leave behind: keys stay.
package struct Departure: Replayable {
    private let member: MemberView
    /// The first of those that are not revoked; none for who may not read keys.
    private let keys: [OpenKey]
    private let keyCount: Int
    private let now: Instant

    /// How many keys are named at most.
    package static let mostNamed = 100

    package var eTag: String? { nil }

    package var body: JSON {
        [
            "member": member.body, "keys": .array(keys.map { $0.body(at: now) }),
            "key_count": .integer(Int64(keyCount)),
        ]
    }

    init(member: MemberView, keys: [OpenKey], keyCount: Int, now: Instant) {
        self.member = member
        self.keys = keys
        self.keyCount = keyCount
        self.now = now
    }
}

extension Platform {
    /// Ends a membership, unless it is the tenant's last admin's. Who is nobody anywhere then is signed out everywhere. The
    /// caller holds the tenant.
    func end(
        _ member: Member,
        _ action: String,
        namingKeys: Bool,
        by author: Author,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> Departure {
        if member.isLastingAdmin, try await !transaction.result(transaction.hasLastingAdmin(besides: member.id)) {
            throw Failure.lastAdmin()
        }
        let user = member.user.id
        let keys = namingKeys ? transaction.keys(madeBy: user, limit: Departure.mostNamed) : nil
        let keyCount = transaction.countKeys(madeBy: user)
        let names = transaction.names(ofGroups: Set([member.membership.ceilingGroup].compactMap(\.self)))
        transaction.deleteMembership(member.id)
        var locked = locked
        try await signOutIfNobody(user, because: action, by: author, &locked, in: transaction)
        conclude(Change(action, on: member.id, before: member.audited), by: author, locked, in: transaction)
        var named: [OpenKey] = []
        if let keys { named = try await transaction.result(keys) }
        return Departure(
            member: MemberView(member, groupNames: try await transaction.result(names)),
            keys: named,
            keyCount: try await transaction.result(keyCount),
            now: locked.now
        )
    }

    private func signOutIfNobody(
        _ user: ID<User>,
        because action: String,
        by author: Author,
        _ locked: inout LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws {
        let now = locked.now
        let (account, memberships) = try transaction.asPerson(user) { ($0.account(), $0.memberships()) }
        let isMember = try await transaction.result(memberships).contains { $0.isLive(at: now) }
        guard !isMember, try await transaction.result(account)?.platformRole == nil else { return }
        try await endSessions(of: user, because: action, by: author, &locked, in: transaction)
    }

    /// Whether somebody may be told of a tenant's keys.
    func readsKeys(
        _ approach: KeyApproach?,
        under policy: Reply<Policy>,
        in transaction: borrowing TenantTransaction
    ) async throws -> Bool {
        let rules = try await transaction.result(policy)
        return (try? approach?.authorization(under: rules)) != nil
    }
}

extension OpenKey {
    fileprivate func body(at now: Instant) -> JSON {
        let status = KeyStatus.derive(disabledAt: disabledAt, expiresAt: expiresAt, revokedAt: nil, now: now)
        return [
            "id": .string(id.description), "name": .string(name), "prefix": .string(shown),
            "status": .string(status.rawValue),
        ]
    }
}
