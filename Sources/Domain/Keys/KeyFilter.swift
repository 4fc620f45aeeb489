/// Which of a tenant's keys are listed. What is nil or empty excludes nothing.
package struct KeyFilter: Hashable, Sendable {
    package var statuses: Set<KeyStatus>
    package var expiration: Expiration?
    package var environment: Environment?
    /// Whose permissions keys have.
    package var group: ID<AuthorizationGroup>?
    package var search: KeySearch?
    /// For how long a key was not used, or has not been since it was made.
    package var unusedFor: ExpiryPreset?

    package init(
        statuses: Set<KeyStatus> = [],
        expiration: Expiration? = nil,
        environment: Environment? = nil,
        group: ID<AuthorizationGroup>? = nil,
        search: KeySearch? = nil,
        unusedFor: ExpiryPreset? = nil
    ) {
        self.statuses = statuses
        self.expiration = expiration
        self.environment = environment
        self.group = group
        self.search = search
        self.unusedFor = unusedFor
    }
}

extension KeyFilter: CustomStringConvertible {
    /// The same text for the same filter, and no other.
    package var description: String {
        JSON.array([
            .strings(statuses.sorted().map(\.rawValue)), expiration.map { .string($0.rawValue) } ?? .null,
            environment.map { .string($0.rawValue) } ?? .null, group.map { .string($0.description) } ?? .null,
            search.map { .string($0.text) } ?? .null,
            unusedFor.map { .string($0.description) } ?? .null,
        ]).text
    }
}
