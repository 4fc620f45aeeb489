internal import Domain
internal import Store

extension Platform {
    /// Gives people of the directory what the role mappings make of them now, in the order of their ids, since each is
    /// locked.
    ///
    /// - Returns: what changed, for the audit trail: who, and the roles given, taken, and bounded anew.
    /// - Throws: `LAST_ADMIN` rather than leave the tenant without one.
    func synchronise(
        _ users: [DirectoryUser],
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> JSON {
        let found = transaction.directoryGroupNames(of: users.map(\.id))
        let groups = try await transaction.result(found)
        var changes: [JSON] = []
        for user in users.sorted(by: { $0.person < $1.person }) {
            let names = user.isActive ? Set((groups[user.id] ?? []).map(\.name)) : nil
            changes += try await synchronise(user.person, in: names, locked, transaction)
        }
        return .array(changes)
    }

    /// Takes away what the directory has given to somebody of whom it tells no more.
    func forsake(
        _ person: ID<User>,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> [JSON] {
        try await synchronise(person, in: nil, locked, transaction)
    }

    private func synchronise(
        _ person: ID<User>,
        in groups: Set<String>?,
        _ locked: LockedTenant,
        _ transaction: borrowing TenantTransaction
    ) async throws -> [JSON] {
        let sync = try await synchronise(person, groups: groups, origin: .scim, locked, in: transaction)
        guard !sync.keptLastAdmin else { throw Failure.lastAdmin() }
        let ended = sync.takesAway ? try await endSessions(of: person, at: locked.now, in: transaction) : []
        guard !sync.isEmpty else { return [] }
        let own = [JSON.Member("user_id", .string(person.description)), JSON.Member("roles", sync.audited)]
        let sessions = ended.isEmpty ? [] : [JSON.Member("ended_sessions", .strings(ended.map(\.description)))]
        return [.object(own + sessions)]
    }

    /// Of somebody who is nothing more here, those that the tenant's identity provider began. Their own are not the
    /// directory's to end: they may be somebody elsewhere, and are nobody here at their next request anyway.
    ///
    /// - Returns: those that ended, which the row of the directory's change names.
    private func endSessions(
        of person: ID<User>,
        at now: Instant,
        in transaction: borrowing TenantTransaction
    ) async throws -> [ID<Session>] {
        let left = transaction.memberships(of: person)
        guard try await transaction.result(left).isEmpty else { return [] }
        let tenant = transaction.tenant
        let open = try transaction.asPerson(person) { people in
            let open = people.sessions(of: person)
            people.deleteSessions(of: person, from: tenant)
            return open
        }
        return try await transaction.result(open)
            .filter { $0.proof == .identityProvider(of: [tenant]) && now < $0.expiresAt }.map(\.id)
    }
}
