package import Domain
internal import Store

/// Lets somebody into a tenant. Whoever has a password here is a member at once; anybody else gets a link, since there is no
/// telling whose the address is until its owner follows it.
package struct InviteMember: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ read: () throws -> MemberDraft,
        to tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<NewMember> {
        let authorization = try await platform.authorize(.memberManage, on: tenant, for: call)
        let draft = try read()
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.group(draft.ceilingGroup)
            let ceilings = try platform.ceilings(of: authorization.permit.memberships, in: transaction)
            let locked = try await platform.held(access, in: transaction)
            let group = try await transaction.result(stored)
            // Ahead of a replay too, which would tell the link again.
            let granter = try await platform.granter(authorization.permit, ceilings, in: transaction)
            try draft.grant?.requireHeld(by: granter, scopes: group.map { Set($0.scopes) })
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                let (email, grant) = try draft.validated(in: authorization.tenant.kind, group: group, at: locked.now)
                let known = try await transaction.result(transaction.asPerson(nil) { $0.account(email: email) })
                try await require(known?.user, isNot: grant.role, in: transaction)
                transaction.deleteInvitation(to: email, as: grant.role)
                let author = try Author(call, authorization.permit)
                guard let known, known.hasPassword, !known.isDisabled else {
                    return invite(email, grant, group, call, author, locked, in: transaction)
                }
                return try add(known.user, grant, group, author, locked, in: transaction)
            }
        }
    }

    private func require(
        _ user: User?,
        isNot role: Role,
        in transaction: borrowing TenantTransaction
    ) async throws {
        guard let user else { return }
        let memberships = try await transaction.result(transaction.memberships(of: user.id))
        if let same = memberships.first(where: { $0.membership.role == role }) {
            throw Failure.alreadyMember(same.membership)
        }
    }

    private func add(
        _ user: User,
        _ grant: MemberGrant,
        _ group: AuthorizationGroup?,
        _ author: Author,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) throws -> NewMember {
        let id: ID<Membership> = .make(at: locked.now, using: platform.entropy)
        let member = Member(
            membership: Membership(id: id, tenant: locked.tenant, grant),
            user: user,
            origin: .direct,
            createdAt: locked.now,
            version: 1
        )
        try transaction.insertMembership(member.membership, of: user.id, at: locked.now)
        platform.conclude(
            Change("member.add", on: id, after: member.audited),
            by: author,
            locked,
            in: transaction
        )
        return .added(MemberView(member, groupNames: group.map { [$0.id: $0.name] } ?? [:]))
    }

    private func invite(
        _ email: EmailAddress,
        _ grant: MemberGrant,
        _ group: AuthorizationGroup?,
        _ call: Call,
        _ author: Author,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) -> NewMember {
        let token = LinkToken.mint(for: locked.tenant, using: platform.entropy)
        let invitation = Invitation(
            id: .make(at: locked.now, using: platform.entropy),
            tenant: locked.tenant,
            email: email.text,
            grant: grant,
            createdAt: locked.now,
            createdBy: call.actor.user.id,
            expiresAt: locked.now + Invitation.lifetime
        )
        transaction.insert(invitation, tokenHash: token.hash)
        platform.conclude(
            Change("member.invite", on: invitation.id, after: invitation.audited),
            by: author,
            locked,
            in: transaction
        )
        return .invited(invitation, group: group, url: token.url(under: platform.rules.publicURL))
    }
}
