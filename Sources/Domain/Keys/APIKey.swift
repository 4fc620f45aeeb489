/// A tenant's API key: facts and permissions. Never a secret.
package struct APIKey: Hashable, Sendable, Identified {
    package static let idPrefix = "key"

    package let id: ID<APIKey>
    package let tenant: ID<Tenant>
    package let name: String
    package let description: String
    package let environment: Environment
    /// `sk_live_0123456789abcdef…`.
    package let shown: String
    /// Its own, or its group's.
    package let scopes: [String]
    package let group: GroupReference?
    package let ipAllowlist: [IPNetwork]
    package let rateLimit: RateLimit?
    package let expiresAt: Instant?
    package let disabledAt: Instant?
    package var revocation: Revocation?
    package let created: Attribution
    package var updated: Attribution
    package let duplicatedFrom: ID<APIKey>?
    package let previousSecret: PreviousSecret?
    /// Counts changes of its editable fields.
    package let version: Int

    package init(
        id: ID<APIKey>,
        tenant: ID<Tenant>,
        name: String,
        description: String,
        environment: Environment,
        shown: String,
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
        self.shown = shown
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

    package func status(at now: Instant) -> KeyStatus {
        .derive(disabledAt: disabledAt, expiresAt: expiresAt, revokedAt: revocation?.at, now: now)
    }

    package func expiration(at now: Instant) -> Expiration {
        .derive(expiresAt: expiresAt, now: now)
    }
}
