internal import Domain
internal import Store

/// What a directory's word about a person has changed.
struct Synchronised: Sendable {
    /// For the audit trail: the roles given, taken, and bounded anew.
    let audited: JSON
    let isEmpty: Bool
    let takesAway: Bool
    /// Whether the tenant's last admin would have gone, and so stayed.
    let keptLastAdmin: Bool
}

extension Platform {
    /// Gives a person what the tenant's role mappings make of their groups in its directory, and takes back what they no
    /// longer do, among what the same kind of directory has given. The caller holds the tenant and concludes.
    ///
    /// - Parameter groups: nil for somebody whom it does not let in, not even as one of everybody.
    func synchronise(
        _ user: ID<User>,
        groups: Set<String>?,
        origin: MembershipOrigin,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> Synchronised {
        let (mappings, present) = (transaction.roleMappings(), transaction.memberships(of: user))
        let memberships = try await transaction.result(present)
        let all = try await transaction.result(mappings)
        var sync = MembershipSync(
            groups: groups ?? [],
            mappings: groups == nil ? [] : all,
            own: memberships.filter { $0.origin == origin }.map(\.membership),
            others: memberships.filter { $0.origin != origin }.map(\.membership)
        )
        let kept = try await keepLastAdmin(&sync, in: transaction)
        for grant in sync.given {
            let membership = Membership(
                id: .make(at: locked.now, using: entropy),
                tenant: locked.tenant,
                role: grant.role,
                ceilingGroup: grant.ceilingGroup
            )
            try transaction.insertMembership(membership, of: user, origin: origin, at: locked.now)
        }
        for change in sync.bounded {
            guard var member = memberships.first(where: { $0.id == change.membership.id }) else { continue }
            member.membership.ceilingGroup = change.ceilingGroup
            member.version += 1
            try transaction.updateMembership(member)
        }
        for membership in sync.taken { transaction.deleteMembership(membership.id) }
        return Synchronised(
            audited: sync.audited,
            isEmpty: sync.isEmpty,
            takesAway: !sync.taken.isEmpty,
            keptLastAdmin: kept
        )
    }

    private func keepLastAdmin(
        _ sync: inout MembershipSync,
        in transaction: borrowing TenantTransaction
    ) async throws -> Bool {
        guard let admin = sync.taken.first(where: { $0.role.isAdmin && $0.expiresAt == nil }) else { return false }
        guard try await !transaction.result(transaction.hasLastingAdmin(besides: admin.id)) else { return false }
        sync.keep(admin)
        return true
    }

    /// Whoever has this address, or somebody new who has it and no password: they come through their directory.
    ///
    /// - Returns: nil for somebody who is disabled.
    func directoryPerson(
        _ email: EmailAddress,
        name: String,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> User? {
        let found = try transaction.asPerson(nil) { $0.account(email: email) }
        if let known = try await transaction.result(found) { return known.isDisabled ? nil : known.user }
        let user = User(id: .make(at: locked.now, using: entropy), email: email.text, name: name)
        try transaction.asPerson(user.id) { $0.insert(user, at: locked.now) }
        return user
    }
}

extension MembershipSync {
    fileprivate var audited: JSON {
        [
            "given": .array(given.map { .string($0.role.rawValue) }),
            "taken": .array(taken.map { .string($0.role.rawValue) }),
            "bounded": .array(bounded.map { .string($0.membership.role.rawValue) }),
        ]
    }
}
