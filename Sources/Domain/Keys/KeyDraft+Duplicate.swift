extension KeyDraft {
    /// A key that is to be like another one, but for its expiry: under today's policy, like any new key.
    package init(duplicating key: APIKey, expiry: ExpiryDraft, formErrors: [InputError]) {
        self.init(
            name: (try? DisplayName(validating: key.name))?.copied.text ?? key.name,
            description: key.description,
            environment: key.environment.rawValue,
            scopes: key.group == nil ? key.scopes : nil,
            authorizationGroupID: key.group?.id.description,
            expiry: expiry,
            ipAllowlist: key.ipAllowlist.map(\.description),
            rateLimit: key.rateLimit.map { limit in
                RateLimitDraft(requests: limit.requests, windowSeconds: limit.windowSeconds, burst: limit.burst)
            },
            formErrors: formErrors
        )
    }
}
