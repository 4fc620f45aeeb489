/// What somebody lets a person be in a tenant, by whichever way: an invitation, a change, a directory's mapping.
package struct MemberGrant: Hashable, Sendable {
    package let role: Role
    /// A group of type `USER` beyond whose scopes its holder grants nothing.
    package let ceilingGroup: ID<AuthorizationGroup>?
    /// Half-open: over from that instant on.
    package let expiresAt: Instant?

    package init(role: Role, ceilingGroup: ID<AuthorizationGroup>? = nil, expiresAt: Instant? = nil) {
        self.role = role
        self.ceilingGroup = ceilingGroup
        self.expiresAt = expiresAt
    }

    /// Whether a tenant keeps an admin by it.
    package var isLastingAdmin: Bool { role.isAdmin && expiresAt == nil }
}

/// Whoever grants: in which role, and beyond which scopes they grant nothing.
package struct Granter: Sendable {
    package let role: Role
    /// Nil is no bound.
    package let ceiling: Set<String>?
    /// When their own say is over; nil for never.
    package let endsAt: Instant?

    package init(role: Role, ceiling: Set<String>?, endsAt: Instant? = nil) {
        self.role = role
        self.ceiling = ceiling
        self.endsAt = endsAt
    }
}

extension MemberGrant {
    /// Nobody grants what they do not hold: `ROLE_FORBIDDEN` for a role above their own, for longer than their own, for no
    /// ceiling by who has one, and for a ceiling that reaches beyond theirs.
    ///
    /// - Parameter scopes: what the ceiling group holds. A group that is not there is left to validation.
    package func requireHeld(by granter: Granter, scopes: Set<String>?) throws(Failure) {
        guard granter.role.mayGrant(role) else {
            throw Failure(.roleForbidden, "Nobody grants a role above their own.")
        }
        if let end = granter.endsAt {
            guard let expiresAt, expiresAt <= end else {
                throw Failure(.roleForbidden, "Your own access ends at \(end), and what you grant ends by then.")
            }
        }
        guard let ceiling = granter.ceiling else { return }
        guard ceilingGroup != nil else {
            throw Failure(.roleForbidden, "Your own access has a ceiling, and whom you let in needs one within it.")
        }
        try Ceiling.check((scopes ?? []).sorted(), within: ceiling)
    }

    /// Everything about it that cannot be in such a tenant.
    ///
    /// - Parameter group: the ceiling group, if the tenant has it.
    package func errors(in kind: TenantKind, group: AuthorizationGroup?, at now: Instant) -> [InputError] {
        var errors: [InputError] = []
        if !role.isPossible(in: kind) {
            errors.append(InputError("/role", "INVALID_VALUE", "A \(kind.rawValue) has no \(role.rawValue)."))
        }
        if ceilingGroup != nil, group?.type != .user {
            let detail = "There is no such authorization group for people."
            errors.append(InputError("/authorization_group_id", "UNKNOWN_GROUP", detail))
        }
        if let expiresAt, expiresAt <= now {
            errors.append(InputError("/expires_at", "NOT_IN_FUTURE", "A membership ends in the future, or never."))
        }
        return errors
    }

    /// Whether it lets its holder be nothing that this one does not: then it grants nothing.
    package func isWithin(_ other: MemberGrant) -> Bool {
        guard role == other.role, ceilingGroup == other.ceilingGroup else { return false }
        guard let end = other.expiresAt else { return true }
        return expiresAt.map { $0 <= end } ?? false
    }
}

extension Membership {
    package var grant: MemberGrant { MemberGrant(role: role, ceilingGroup: ceilingGroup, expiresAt: expiresAt) }

    package init(id: ID<Membership>, tenant: ID<Tenant>, _ grant: MemberGrant) {
        self.init(
            id: id,
            tenant: tenant,
            role: grant.role,
            ceilingGroup: grant.ceilingGroup,
            expiresAt: grant.expiresAt
        )
    }
}
