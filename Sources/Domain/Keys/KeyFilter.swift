/// Which of a tenant's keys are listed. What is nil or empty excludes nothing.
package struct KeyFilter: Hashable, Sendable {
    package var statuses: Set<KeyStatus>
    package var expiration: Expiration?
    package var environment: Environment?
    package var search: KeySearch?
    /// For how long a key was not used, or has not been since it was made.
    package var unusedFor: ExpiryPreset?

    package init(
        statuses: Set<KeyStatus> = [],
        expiration: Expiration? = nil,
        environment: Environment? = nil,
        search: KeySearch? = nil,
        unusedFor: ExpiryPreset? = nil
    ) {
        self.statuses = statuses
        self.expiration = expiration
        self.environment = environment
        self.search = search
        self.unusedFor = unusedFor
    }

    /// What a key is judged by.
    package struct Facts: Sendable {
        package var foldedName: String
        package var prefix: String
        package var environment: Environment
        package var kid: String
        package var createdAt: Instant
        package var expiresAt: Instant?
        package var disabledAt: Instant?
        package var revokedAt: Instant?
        package var lastUsedAt: Instant?

        package init(
            foldedName: String,
            prefix: String,
            environment: Environment,
            kid: String,
            createdAt: Instant,
            expiresAt: Instant? = nil,
            disabledAt: Instant? = nil,
            revokedAt: Instant? = nil,
            lastUsedAt: Instant? = nil
        ) {
            self.foldedName = foldedName
            self.prefix = prefix
            self.environment = environment
            self.kid = kid
            self.createdAt = createdAt
            self.expiresAt = expiresAt
            self.disabledAt = disabledAt
            self.revokedAt = revokedAt
            self.lastUsedAt = lastUsedAt
        }

        package func status(at now: Instant) -> KeyStatus {
            .derive(disabledAt: disabledAt, expiresAt: expiresAt, revokedAt: revokedAt, now: now)
        }
    }

    /// The rule; Store says the same in SQL, and a test compares the two.
    package func matches(_ key: Facts, at now: Instant) -> Bool {
        if !statuses.isEmpty, !statuses.contains(key.status(at: now)) { return false }
        if let expiration, !Expiration.derive(expiresAt: key.expiresAt, now: now).isShown(by: expiration) {
            return false
        }
        if let environment, key.environment != environment { return false }
        if let search,
            !search.matches(
                foldedName: key.foldedName,
                prefix: key.prefix,
                environment: key.environment,
                kid: key.kid
            )
        {
            return false
        }
        if let unusedFor { return (key.lastUsedAt ?? key.createdAt) <= unusedFor.start(until: now) }
        return true
    }
}

extension KeyFilter: CustomStringConvertible {
    /// The same text for the same filter, and no other.
    package var description: String {
        JSON.array([
            .strings(statuses.sorted().map(\.rawValue)), expiration.map { .string($0.rawValue) } ?? .null,
            environment.map { .string($0.rawValue) } ?? .null, search.map { .string($0.text) } ?? .null,
            unusedFor.map { .string($0.description) } ?? .null,
        ]).text
    }
}
