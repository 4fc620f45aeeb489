/// A key as somebody asks for it: nothing checked yet, nil where nothing was sent.
package struct KeyDraft: Sendable {
    package var name: String?
    package var description: String?
    package var environment: String?
    package var scopes: [String]?
    package var fullAccess: Bool?
    package var authorizationGroupID: String?
    package var expiry: ExpiryDraft
    package var ipAllowlist: [String]?
    package var rateLimit: RateLimitDraft?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        name: String? = nil,
        description: String? = nil,
        environment: String? = nil,
        scopes: [String]? = nil,
        fullAccess: Bool? = nil,
        authorizationGroupID: String? = nil,
        expiry: ExpiryDraft = ExpiryDraft(),
        ipAllowlist: [String]? = nil,
        rateLimit: RateLimitDraft? = nil,
        formErrors: [InputError] = []
    ) {
        self.name = name
        self.description = description
        self.environment = environment
        self.scopes = scopes
        self.fullAccess = fullAccess
        self.authorizationGroupID = authorizationGroupID
        self.expiry = expiry
        self.ipAllowlist = ipAllowlist
        self.rateLimit = rateLimit
        self.formErrors = formErrors
    }

    /// The group to look up before validating.
    package var groupID: ID<AuthorizationGroup>? {
        authorizationGroupID.flatMap { ID($0) }
    }

    /// Everything that is wrong, at once: `VALIDATION_FAILED`; before that `ROLE_FORBIDDEN` for scopes beyond the ceiling.
    /// - `group`: what the tenant has under `groupID`, if anything.
    /// - `ceiling`: the scopes beyond which the actor grants nothing; nil is no ceiling.
    package func validated(
        against policy: Policy,
        group: AuthorizationGroup?,
        ceiling: Set<String>? = nil,
        now: Instant
    ) throws(Failure) -> KeyPlan {
        try requireGrantable(under: policy, group: group, within: ceiling)
        var errors = InputErrors(known: formErrors)
        let name = errors.name(name)
        let description = errors.description(description)
        let environment = errors.environment(environment, of: policy)
        let permissions = permissions(under: policy, group: group, &errors)
        let expiresAt = expiry.resolved(under: policy, now: now, &errors)
        let ipAllowlist = errors.allowlist(ipAllowlist)
        let rateLimit = rateLimit.map { $0.validated(&errors) } ?? policy.rateLimit
        try errors.throwIfAny()
        guard let name, let description, let environment, let permissions else { throw .invalid(errors.all) }
        return KeyPlan(
            name: name,
            description: description,
            environment: environment,
            permissions: permissions,
            expiresAt: expiresAt,
            ipAllowlist: ipAllowlist,
            rateLimit: rateLimit,
            secretPrefix: policy.secretPrefix
        )
    }
}

/// A key that can be made.
package struct KeyPlan: Hashable, Sendable {
    package let name: DisplayName
    package let description: Description
    package let environment: Environment
    package let permissions: KeyPermissions
    package let expiresAt: Instant?
    package let ipAllowlist: [IPNetwork]
    package let rateLimit: RateLimit?
    package let secretPrefix: String
}

/// From where a key has its scopes.
package enum KeyPermissions: Hashable, Sendable {
    case scopes([String])
    case group(ID<AuthorizationGroup>)
}
