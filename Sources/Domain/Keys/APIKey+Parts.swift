extension APIKey {
    /// The group by which it has its scopes.
    package struct GroupReference: Hashable, Sendable {
        package let id: ID<AuthorizationGroup>
        package let name: String

        package init(id: ID<AuthorizationGroup>, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// When, and by whom. The person may have left since: attribution only.
    package struct Attribution: Hashable, Sendable {
        package let at: Instant
        package let user: Person?

        package init(at: Instant, user: Person?) {
            self.at = at
            self.user = user
        }
    }

    package struct Person: Hashable, Sendable {
        package let id: ID<User>
        package let name: String

        package init(id: ID<User>, name: String) {
            self.id = id
            self.name = name
        }
    }

    package struct Revocation: Hashable, Sendable {
        package let at: Instant
        package let reason: String?
        package let compromised: Bool

        package init(at: Instant, reason: String?, compromised: Bool) {
            self.at = at
            self.reason = reason
            self.compromised = compromised
        }
    }

    /// What a rotation replaced, which works until then.
    package struct PreviousSecret: Hashable, Sendable {
        package let kid: String
        package let validUntil: Instant

        package init(kid: String, validUntil: Instant) {
            self.kid = kid
            self.validUntil = validUntil
        }
    }
}
