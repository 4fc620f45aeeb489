/// A tenant's API key: facts and permissions. Never a secret.
package struct APIKey: Hashable, Sendable, Identified {
    package static let idPrefix = "key"

    package let id: ID<APIKey>
    package let tenant: ID<Tenant>
    package internal(set) var name: String
    package internal(set) var description: String
    package let environment: Environment
    /// What its secrets start with, before `_live_` or `_test_`.
    package let secretPrefix: String
    /// Of its current secret.
    package internal(set) var kid: String
    /// Its own, or its group's.
    package internal(set) var scopes: [String]
    package internal(set) var group: GroupReference?
    package internal(set) var ipAllowlist: [IPNetwork]
    package internal(set) var rateLimit: RateLimit?
    package internal(set) var expiresAt: Instant?
    package internal(set) var disabledAt: Instant?
    package internal(set) var revocation: Revocation?
    package let created: Attribution
    package internal(set) var updated: Attribution
    package let duplicatedFrom: ID<APIKey>?
    /// What the last rotation replaced, even when it no longer works: see ``previousSecret(at:)``.
    package internal(set) var previousSecret: PreviousSecret?
    /// Counts changes of its editable fields, and rotations.
    package internal(set) var version: Int

    package init(
        id: ID<APIKey>,
        tenant: ID<Tenant>,
        name: String,
        description: String,
        environment: Environment,
        secretPrefix: String,
        kid: String,
        scopes: [String],
        group: GroupReference?,
        ipAllowlist: [IPNetwork],
        rateLimit: RateLimit?,
        expiresAt: Instant?,
        disabledAt: Instant?,
        revocation: Revocation?,
        created: Attribution,
        updated: Attribution,
        duplicatedFrom: ID<APIKey>?,
        previousSecret: PreviousSecret?,
        version: Int
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.description = description
        self.environment = environment
        self.secretPrefix = secretPrefix
        self.kid = kid
        self.scopes = scopes
        self.group = group
        self.ipAllowlist = ipAllowlist
        self.rateLimit = rateLimit
        self.expiresAt = expiresAt
        self.disabledAt = disabledAt
        self.revocation = revocation
        self.created = created
        self.updated = updated
        self.duplicatedFrom = duplicatedFrom
        self.previousSecret = previousSecret
        self.version = version
    }

    /// `sk_live_0123456789abcdef…`.
    package var shown: String { shown(kid: kid) }

    package func shown(kid: String) -> String {
        KeyString.shown(prefix: secretPrefix, environment: environment, kid: kid)
    }

    package func status(at now: Instant) -> KeyStatus {
        .derive(disabledAt: disabledAt, expiresAt: expiresAt, revokedAt: revocation?.at, now: now)
    }

    package func expiration(at now: Instant) -> Expiration {
        .derive(expiresAt: expiresAt, now: now)
    }

    /// The replaced secret, while it still works. Half-open.
    package func previousSecret(at now: Instant) -> PreviousSecret? {
        guard let previousSecret, now < previousSecret.validUntil, revocation == nil else { return nil }
        return previousSecret
    }
}
