package import Domain
internal import Store

/// A link that was issued. It is told this once.
package struct IssuedLink: Replayable {
    package let url: Sensitive<String>
    package let expiresAt: Instant

    package var eTag: String? { nil }

    package var body: JSON {
        ["url": .string(url.expose()), "expires_at": .string(expiresAt.description)]
    }
}

/// Issues a link by which a member sets a new password without their old one, for when that is lost. Whoever issues it could
/// follow it, so they have to hold all that the person holds anywhere.
package struct IssuePasswordLink: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// How long a link can be followed.
    static let lifetime: Duration = .seconds(24 * 3600)

    /// - Parameter read: refuses what nobody asked for.
    package func callAsFunction(
        to id: ID<Membership>,
        _ read: () throws -> Void,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<IssuedLink> {
        let authorization = try await platform.authorize(.memberManage, on: tenant, for: call)
        try read()
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.member(id)
            let locked = try await platform.held(access, in: transaction)
            guard let member = try await transaction.result(stored) else { throw Failure.notFound() }
            // Ahead of a replay too, which would tell the link again.
            try await platform.requireAll(of: member, heldBy: call.actor, at: locked.now, in: transaction)
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                let token = LinkToken.mint(for: member.user.id, using: platform.entropy)
                let link = PasswordLink(
                    tokenHash: token.hash,
                    tenant: tenant,
                    createdAt: locked.now,
                    createdBy: call.actor.user.id,
                    expiresAt: locked.now + Self.lifetime
                )
                try transaction.asPerson(member.user.id) { $0.replacePasswordLink(by: link) }
                try platform.conclude(
                    Change("member.issue_password_link", on: id, after: ["user_id": JSON(member.user.id)]),
                    by: Author(call, authorization.permit),
                    locked,
                    in: transaction
                )
                return IssuedLink(url: token.url(under: platform.rules.publicURL), expiresAt: link.expiresAt)
            }
        }
    }
}

extension Platform {
    /// As above, of a member whose account is locked by it.
    func requireAll(
        of member: Member,
        heldBy actor: Actor,
        at now: Instant,
        in transaction: borrowing TenantTransaction
    ) async throws {
        let (account, memberships) = try transaction.asPerson(member.user.id) { ($0.account(), $0.memberships()) }
        guard let account = try await transaction.result(account) else { throw Failure.notFound() }
        let held = try await transaction.result(memberships)
        try await requireAll(of: account, held, heldBy: actor, at: now, in: transaction)
    }
}
