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
            let locked = try await transaction.held(transaction.lock())
            let (account, link, memberships) = try transaction.asPerson(token.owner) { person in
                (person.account(), person.passwordLink(), person.memberships())
            }
            guard let account = try await transaction.result(account), !account.isDisabled,
                let link = try await transaction.result(link), link.isGood(for: token, at: locked.now)
            else { throw Failure.invalidToken() }
            let held = try await transaction.result(memberships)
            try await requireStanding(link, to: account, held, at: locked.now, in: transaction)
            try transaction.asPerson(token.owner) { person in
                person.replacePassword(hash, of: token.owner, at: locked.now)
                person.deleteSessions(of: token.owner)
            }
            let here = held.first { $0.tenant == locked.tenant }
            platform.conclude(
                Change("member.set_password", on: token.owner),
                by: Author(
                    visitor,
                    as: here.map { AuditActor(user: token.owner, role: $0.role, onBehalfOf: locked.tenant) }
                ),
                locked,
                in: transaction
            )
        }
    }

    /// The link, and what the password comes to; nil for a link that is not good.
    private func prepare(
        _ password: Sensitive<String>,
        _ token: LinkToken<User>,
        by visitor: Visitor
    ) async throws -> (PasswordLink, Sensitive<String>)? {
        try await platform.guess(.link, from: visitor.client) { guesser in
            let (link, standing, now) = try await platform.database.readPerson(token.owner) { transaction in
                (transaction.passwordLink(), transaction.standing(), transaction.time())
            }
            guard let link, let standing, link.isGood(for: token, at: now) else { return nil }
            let password = try await platform.newPassword(password.expose(), for: standing.user)
            return (link, try await platform.passwords.hash(password.text, for: guesser))
        }
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
