package import Domain
internal import Store

/// Makes whoever holds an invitation's link a member, with a password of their own. Once.
package struct AcceptInvitation: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let token: Sensitive<String>
        package let name: DisplayName
        package let password: Sensitive<String>

        package init(token: Sensitive<String>, name: DisplayName, password: Sensitive<String>) {
            self.token = token
            self.name = name
            self.password = password
        }
    }

    package func callAsFunction(_ input: Input, by visitor: Visitor) async throws -> MemberView {
        let token = try LinkToken<Tenant>(input.token)
        guard let tenant = try await platform.directory.facts(of: token.owner),
            let (invited, hash) = try await prepare(input, token, by: visitor)
        else { throw Failure.invalidToken() }
        return try await platform.database.onTenant(tenant.id) { transaction in
            let access = try platform.lock(tenant, in: transaction)
            let stored = transaction.invitation(tokenHash: token.hash)
            let locked = try await platform.held(access, in: transaction)
            guard let invitation = try await transaction.result(stored), locked.now < invitation.expiresAt else {
                throw Failure.invalidToken()
            }
            let group = try await requireStanding(invitation, at: locked.now, in: transaction)
            let user = try await holder(of: invitation, orElse: invited, locked, in: transaction)
            try transaction.asPerson(user.id) { $0.replacePassword(hash, of: user.id, at: locked.now) }
            let member = Member(
                membership: Membership(
                    id: .make(at: locked.now, using: platform.entropy),
                    tenant: tenant.id,
                    invitation.grant
                ),
                user: user,
                origin: .direct,
                createdAt: locked.now,
                version: 1
            )
            try transaction.insertMembership(member.membership, of: user.id, at: locked.now)
            transaction.acceptInvitation(invitation.id, at: locked.now)
            let actor = AuditActor(user: user.id, role: member.membership.role, onBehalfOf: tenant.id)
            platform.conclude(
                Change("member.accept", on: member.id, after: member.audited),
                by: Author(visitor, as: actor),
                locked,
                in: transaction
            )
            return MemberView(member, groupNames: group.map { [$0.id: $0.name] } ?? [:])
        }
    }

    /// Whom the link invites, and what their password comes to; nil for a link that is not good.
    private func prepare(
        _ input: Input,
        _ token: LinkToken<Tenant>,
        by visitor: Visitor
    ) async throws -> (User, Sensitive<String>)? {
        let client = visitor.client
        let throttled = { platform.count(refused: nil, Failure.Code.tooManyRequests.rawValue, from: client) }
        let found: (User, Sensitive<String>)? = try await platform.guess(.link, from: client, refused: throttled) {
            guesser in
            let (offered, now) = try await platform.database.readTenant(token.owner) { transaction in
                (transaction.invitation(tokenHash: token.hash), transaction.time())
            }
            guard let offered, now < offered.expiresAt else { return nil }
            let invited = User(
                id: .make(at: now, using: platform.entropy),
                email: offered.email,
                name: input.name.text
            )
            let password = try await platform.newPassword(input.password.expose(), for: invited)
            return (invited, try await platform.passwords.hash(password.text, for: guesser))
        }
        if found == nil { platform.count(refused: nil, "INVALID_TOKEN", from: client) }
        return found
    }

    /// The ceiling that the membership will have, once it is clear that there can still be one.
    private func requireStanding(
        _ invitation: Invitation,
        at now: Instant,
        in transaction: borrowing TenantTransaction
    ) async throws -> AuthorizationGroup? {
        let grant = invitation.grant
        if let end = grant.expiresAt, end <= now {
            throw Failure.conflict("The membership that this invitation offers has ended by now. Ask for a new one.")
        }
        let group = try await transaction.result(transaction.group(grant.ceilingGroup))
        guard grant.ceilingGroup == nil || group != nil else {
            throw Failure.conflict("The authorization group that this invitation names is gone. Ask for a new one.")
        }
        return group
    }

    /// Who accepts: somebody new, or somebody known who has no password yet. The inviter knows the link too, so it never
    /// gives the account of somebody who can sign in, who belongs anywhere else, or who is more here than the inviter.
    private func holder(
        of invitation: Invitation,
        orElse invited: User,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> User {
        let email = try EmailAddress(validating: invitation.email)
        guard let known = try await transaction.result(transaction.asPerson(nil) { $0.account(email: email) }) else {
            try transaction.asPerson(invited.id) { $0.insert(invited, at: locked.now) }
            return invited
        }
        let (pending, memberships) = try transaction.asPerson(known.user.id) { ($0.account(), $0.memberships()) }
        guard let account = try await transaction.result(pending), !account.isDisabled else {
            throw Failure.conflict("This account is disabled.")
        }
        guard !account.hasPassword else {
            throw Failure.conflict("You have a password here by now. Ask to be invited again: it takes no link then.")
        }
        let held = try await transaction.result(memberships)
        if let same = held.first(where: { $0.tenant == locked.tenant && $0.role == invitation.grant.role }) {
            throw Failure.alreadyMember(same)
        }
        do {
            guard held.allSatisfy({ $0.tenant == locked.tenant }),
                let inviter = try await inviter(invitation, locked, in: transaction)
            else { throw Failure.notFound() }
            try await platform.requireAll(of: account, held, heldBy: inviter, at: locked.now, in: transaction)
        } catch let failure as Failure where [.roleForbidden, .notFound].contains(failure.code) {
            throw Failure.conflict("You belong to other tenants too. Platform staff can give you a password.")
        }
        return account.user
    }

    /// As far as this tenant and its partner make them something: how they had proved who they are when they invited is not
    /// known any more.
    private func inviter(
        _ invitation: Invitation,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> Actor? {
        let near = [locked.tenant, try await platform.directory.facts(of: locked.tenant)?.parent].compactMap(\.self)
        return try await platform.actor(
            invitation.createdBy,
            provedBy: .identityProvider(of: Set(near)),
            at: locked.now,
            in: transaction
        )
    }
}

extension Platform {
    /// Somebody with all that they are at this moment, as far as such a proof carries; nil for who could not sign in.
    func actor(
        _ user: ID<User>,
        provedBy proof: Proof,
        at now: Instant,
        in transaction: borrowing TenantTransaction
    ) async throws -> Actor? {
        let (pending, memberships) = try transaction.asPerson(user) { ($0.standing(), $0.memberships()) }
        guard let standing = try await transaction.result(pending), !standing.isDisabled else { return nil }
        return Actor(
            user: standing.user,
            platformRole: standing.platformRole,
            memberships: try await transaction.result(memberships),
            proof: proof,
            session: nil,
            now: now
        )
    }
}
