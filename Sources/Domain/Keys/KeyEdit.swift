/// Changes of a key as somebody asks for them: nothing checked yet, nil where nothing was sent.
package struct KeyEdit: Sendable {
    package var name: String?
    package var description: String?
    package var ipAllowlist: [String]?
    package var rateLimit: RateLimitEdit?
    package var scopes: [String]?
    package var authorizationGroupID: String?
    /// What was wrong with their form already.
    package var formErrors: [InputError]

    package init(
        name: String? = nil,
        description: String? = nil,
        ipAllowlist: [String]? = nil,
        rateLimit: RateLimitEdit? = nil,
        scopes: [String]? = nil,
        authorizationGroupID: String? = nil,
        formErrors: [InputError] = []
    ) {
        self.name = name
        self.description = description
        self.ipAllowlist = ipAllowlist
        self.rateLimit = rateLimit
        self.scopes = scopes
        self.authorizationGroupID = authorizationGroupID
        self.formErrors = formErrors
    }

    /// The group to look up before applying.
    package var groupID: ID<AuthorizationGroup>? {
        authorizationGroupID.flatMap { ID($0) }
    }

    /// The key with its new facts. Everything that is wrong, at once: `VALIDATION_FAILED`; before that `ROLE_FORBIDDEN` for
    /// added scopes beyond the ceiling.
    /// - `group`: what the tenant has under `groupID`, if anything.
    /// - `ceiling`: the scopes beyond which the actor grants nothing; nil is no ceiling.
    package func applied(
        to key: APIKey,
        under policy: Policy,
        group: AuthorizationGroup?,
        ceiling: Set<String>? = nil
    ) throws(Failure) -> APIKey {
        try requireAdditions(to: key, under: policy, group: group, within: ceiling)
        var errors = InputErrors(known: formErrors)
        var edited = key
        if let name, let name = errors.name(name) { edited.name = name.text }
        if let description, let description = errors.description(description) { edited.description = description.text }
        if let ipAllowlist { edited.ipAllowlist = errors.allowlist(ipAllowlist) }
        applyRateLimit(to: &edited, under: policy, &errors)
        applyScopes(to: &edited, under: policy, &errors)
        applyGroup(to: &edited, under: policy, found: group, &errors)
        try errors.throwIfAny()
        return edited
    }
}

/// Another limit for a key.
package enum RateLimitEdit: Sendable {
    /// What a new key gets that asks for none: the policy's, if it has one.
    case policys
    /// Any, as at creation: looser or tighter than the policy's.
    case own(RateLimitDraft)
}

extension KeyEdit {
    private func applyRateLimit(to key: inout APIKey, under policy: Policy, _ errors: inout InputErrors) {
        switch rateLimit {
        case nil: break
        case .policys: key.rateLimit = policy.rateLimit
        case .own(let draft): if let limit = draft.validated(&errors) { key.rateLimit = limit }
        }
    }
}
