internal import Domain
internal import Store

extension Platform {
    /// Ends somebody's sessions, perhaps but one, with a row for each that was still good. Their person is held from then on,
    /// so that none begins beside it.
    ///
    /// - Parameter action: why they end.
    func endSessions(
        of user: ID<User>,
        besides kept: ID<Session>? = nil,
        because action: String,
        by author: Author,
        _ locked: inout LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws {
        let open = try transaction.asPerson(user) { person in
            person.lock(person: user)
            let open = person.sessions(of: user)
            person.deleteSessions(of: user, besides: kept)
            return open
        }
        let now = locked.now
        let ended = try await transaction.result(open).filter { $0.id != kept && now < $0.expiresAt }.map(\.id)
        note(ended: ended, of: user, because: action, by: author, &locked, in: transaction)
    }

    /// A row for each session that has ended.
    func note(
        ended sessions: [ID<Session>],
        of user: ID<User>,
        because action: String,
        by author: Author,
        _ locked: inout LockedTenant,
        in transaction: borrowing TenantTransaction
    ) {
        for session in sessions {
            let change = Change(
                Self.sessionEnds,
                on: session,
                before: ["user_id": .string(user.description)],
                after: ["because": .string(action)]
            )
            note(change, by: author, &locked, in: transaction)
        }
    }
}
