package import Domain
internal import Store

/// Sets the password of whoever holds a link to that, and signs the person out everywhere. Once.
package struct FollowPasswordLink: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        token: Sensitive<String>,
        password: Sensitive<String>,
        by visitor: Visitor
    ) async throws {
        let token = try LinkToken<User>(token)
        guard let (link, hash) = try await prepare(password, token, by: visitor) else { throw Failure.invalidToken() }
        // The command line's links are the platform's own.
        try await platform.database.onTenant(link.tenant ?? .platform) { transaction in
            var locked = try await transaction.held(transaction.lock())
            let (account, link, memberships) = try transaction.asPerson(token.owner) { person in
                (person.account(), person.passwordLink(), person.memberships())
            }
            guard let account = try await transaction.result(account), !account.isDisabled,
                let link = try await transaction.result(link), link.isGood(for: token, at: locked.now)
            else { throw Failure.invalidToken() }
            let held = try await transaction.result(memberships)
            try await requireStanding(link, to: account, held, at: locked.now, in: transaction)
            let (tenant, now) = (locked.tenant, locked.now)
            try transaction.asPerson(token.owner) { $0.replacePassword(hash, of: token.owner, at: now) }
            let here = held.first { $0.tenant == tenant }
            let author = Author(
                visitor,
                as: here.map { AuditActor(user: token.owner, role: $0.role, onBehalfOf: tenant) }
            )
            let change = Change("member.set_password", on: token.owner)
            try await platform.endSessions(
                of: token.owner,
                because: change.action,
                by: author,
                &locked,
                in: transaction
            )
            platform.conclude(change, by: author, locked, in: transaction)
        }
    }

    /// The link, and what the password comes to; nil for a link that is not good.
    private func prepare(
        _ password: Sensitive<String>,
        _ token: LinkToken<User>,
        by visitor: Visitor
    ) async throws -> (PasswordLink, Sensitive<String>)? {
        let client = visitor.client
        let throttled = { platform.count(refused: nil, Failure.Code.tooManyRequests.rawValue, from: client) }
        let found: (PasswordLink, Sensitive<String>)? = try await platform.guess(
            .link,
            from: client,
            refused: throttled
        ) { guesser in
            let (link, standing, now) = try await platform.database.readPerson(token.owner) { transaction in
                (transaction.passwordLink(), transaction.standing(), transaction.time())
            }
            guard let link, let standing, link.isGood(for: token, at: now) else { return nil }
            let password = try await platform.newPassword(password.expose(), for: standing.user)
            return (link, try await platform.passwords.hash(password.text, for: guesser))
        }
        if found == nil { platform.count(refused: nil, "INVALID_TOKEN", from: client) }
        return found
    }

    /// Whoever issued it could still do so: what either of them is may have changed since.
    private func requireStanding(
        _ link: PasswordLink,
        to account: Account,
        _ memberships: [Membership],
        at now: Instant,
        in transaction: borrowing TenantTransaction
    ) async throws {
        guard let issuer = link.createdBy else { return }
        // As they had proved it when they issued the link, they held it all; and it is void once the person gains anything.
        let proof = Proof.password(secondFactor: true)
        guard let actor = try await platform.actor(issuer, provedBy: proof, at: now, in: transaction) else {
            throw Failure.invalidToken()
        }
        do {
            try await platform.requireAll(of: account, memberships, heldBy: actor, at: now, in: transaction)
        } catch let failure as Failure where failure.code == .roleForbidden {
            throw Failure.invalidToken()
        }
    }
}

extension PasswordLink {
    fileprivate func isGood(for token: LinkToken<User>, at now: Instant) -> Bool {
        constantTimeEquals(tokenHash, token.hash) && now < expiresAt
    }
}
