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
        if sync.takesAway { try await endSessions(of: person, in: transaction) }
        return sync.isEmpty ? [] : [["user_id": .string(person.description), "roles": sync.audited]]
    }

    /// Of somebody who is nothing more here, those that the tenant's identity provider began. Their own are not the
    /// directory's to end: they may be somebody elsewhere, and are nobody here at their next request anyway.
    private func endSessions(of person: ID<User>, in transaction: borrowing TenantTransaction) async throws {
        let left = transaction.memberships(of: person)
        guard try await transaction.result(left).isEmpty else { return }
        let tenant = transaction.tenant
        try transaction.asPerson(person) { $0.deleteSessions(of: person, from: tenant) }
    }
}
