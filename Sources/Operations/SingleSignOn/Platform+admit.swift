internal import Domain
internal import Store

extension Platform {
    /// Lets somebody in whom a tenant's identity provider has named, with what the tenant's role mappings make of their
    /// groups there. The subject decides who they are; the e-mail address does only once, when they come for the first time.
    func admit(
        _ claims: TokenClaims,
        to tenant: ID<Tenant>,
        through connection: SignOnConnection,
        from client: SignInClient
    ) async throws -> User {
        guard let subject = claims.subject else { throw SignOnRefusal.invalidToken.failure() }
        let arrival = Arrival(
            issuer: connection.issuer,
            subject: subject,
            email: claims.verifiedEmail(for: connection),
            name: claims.text("name"),
            groups: claims.groups(in: connection.groupsClaim)
        )
        return try await admit(arrival, to: tenant, by: Visitor(request: client.request, remoteAddress: client.address))
    }

    /// - Parameter visitor: through which request it came about, where that is known.
    func admit(_ arrival: Arrival, to tenant: ID<Tenant>, by visitor: Visitor = Visitor()) async throws -> User {
        guard let facts = try await directory.facts(of: tenant) else { throw SignOnRefusal.notBegun.failure() }
        let user: User? = try await database.onTenant(tenant) { transaction in
            let access = try lock(facts, in: transaction)
            let stored = (transaction.signOnConnection(), transaction.signOnUser(of: arrival.issuer, arrival.subject))
            let taken = try await taken(access, in: transaction)
            let locked = taken.whatever
            // Between the browser's departure and this lock all may have changed.
            guard try await transaction.result(stored.0)?.issuer == arrival.issuer, locked.state.suspension == nil,
                taken.partner?.suspension == nil
            else { throw SignOnRefusal.notBegun.failure() }
            let known = try await transaction.result(stored.1)
            let user = try await person(known, arrival, locked, in: transaction)
            let sync = try await synchronise(
                user.id,
                groups: arrival.groups,
                origin: .singleSignOn,
                locked,
                in: transaction
            )
            let memberships = try await transaction.result(transaction.memberships(of: user.id))
            let hasRole = memberships.contains { $0.membership.isLive(at: locked.now) }
            // Nobody is made or changed who has no business here; what was taken from them stays taken.
            guard hasRole || known != nil && !sync.isEmpty else { throw SignOnRefusal.noRole.failure() }
            let isNew = known == nil
            if isNew { transaction.insertSignOnUser(user.id, of: arrival.issuer, arrival.subject, at: locked.now) }
            if isNew || !sync.isEmpty {
                let change = Change("single_sign_on.admit", on: user.id, after: arrival.audited(sync, isNew: isNew))
                conclude(change, by: Author(visitor, as: nil), locked, in: transaction)
            }
            return hasRole ? user : nil
        }
        guard let user else { throw SignOnRefusal.noRole.failure() }
        return user
    }

    private func person(
        _ known: ID<User>?,
        _ arrival: Arrival,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> User {
        let user: User?
        if let known {
            let found = try await transaction.result(try transaction.asPerson(known) { $0.standing() })
            user = found.flatMap { $0.isDisabled ? nil : $0.user }
        } else {
            guard let email = arrival.email else { throw SignOnRefusal.emailNotVerified.failure() }
            user = try await directoryPerson(email, name: arrival.displayName, locked, in: transaction)
        }
        guard let user else { throw SignOnRefusal.disabled.failure() }
        return user
    }
}

/// Somebody, or some program, as an identity provider names them.
struct Arrival: Sendable {
    let issuer: String
    let subject: String
    /// Only one that somebody vouches for.
    let email: EmailAddress?
    let name: String?
    let groups: Set<String>

    /// What they are called, if that is a name; else by their address.
    fileprivate var displayName: String {
        [name, email?.text].lazy.compactMap { $0 }
            .compactMap { try? DisplayName(validating: String($0.unicodeScalars.prefix(200).map(Character.init))) }
            .first?.text ?? "Unnamed"
    }

    fileprivate func audited(_ sync: Synchronised, isNew: Bool) -> JSON {
        [
            "issuer": .string(issuer), "subject": .string(subject), "is_new": .bool(isNew),
            "memberships": sync.audited,
        ]
    }
}
