/// How somebody proved who they are, and so how far it carries.
package enum Proof: Hashable, Sendable {
    /// Their own password here, and perhaps a second factor: all that they are.
    case password(secondFactor: Bool)
    /// The identity provider of these tenants. Its word is good there alone: whoever runs one tenant's directory can name
    /// anybody in it, also somebody who is more elsewhere.
    case identityProvider(of: Set<ID<Tenant>>)

    /// Whether it makes them the person, rather than a member of one tenant: what concerns their account, their password or
    /// their other sessions takes that.
    package var isOwn: Bool {
        if case .password = self { true } else { false }
    }

    package var hasSecondFactor: Bool { self == .password(secondFactor: true) }

    /// What an identity provider gave counts for whoever comes from it: it knows a person by their address, and the password
    /// that stands behind that address here may be somebody else's.
    package func covers(_ membership: Membership) -> Bool {
        switch self {
        case .password: membership.origin != .singleSignOn
        case .identityProvider(let tenants): tenants.contains(membership.tenant)
        }
    }
}
