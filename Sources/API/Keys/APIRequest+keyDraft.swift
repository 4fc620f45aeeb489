internal import Domain
internal import Wire

extension APIRequest {
    /// A key as it is asked for. What is wrong with its form goes along, to be named with all else that is wrong.
    var keyDraft: KeyDraft {
        get throws(Failure) {
            let fields = try body()
            let (values, errors) = fields.salvage(
                fields.optional("name", .string),
                fields.optional("description", .string),
                fields.optional("environment", .string),
                fields.optional("scopes", .array(of: .string, count: 0...Scope.mostInCatalogue)),
                fields.optional("full_access", .bool),
                fields.optional("authorization_group_id", .string),
                fields.optional("expires_in", .string),
                fields.optional("expires_on", .string),
                fields.optional("expires_at", .string),
                fields.optional("ip_allowlist", .array(of: .string, count: 0...1_000)),
                fields.optional("rate_limit", .rateLimit)
            )
            let (name, description, environment, scopes, fullAccess, group, expiresIn, expiresOn, expiresAt) = (
                values.0, values.1, values.2, values.3, values.4, values.5, values.6, values.7, values.8
            )
            return KeyDraft(
                name: name,
                description: description,
                environment: environment,
                scopes: scopes,
                fullAccess: fullAccess,
                authorizationGroupID: group,
                expiry: ExpiryDraft(expiresIn: expiresIn, expiresOn: expiresOn, expiresAt: expiresAt),
                ipAllowlist: values.9,
                rateLimit: values.10,
                formErrors: errors
            )
        }
    }
}

extension Reader where Value == RateLimitDraft {
    static var rateLimit: Self {
        .object { nested throws(Failure) in
            let (requests, window, burst) = try nested.finish(
                nested.required("requests", .integer(in: RateLimit.requestsRange)),
                nested.required("window_seconds", .integer(in: RateLimit.windowRange)),
                nested.optional("burst", .integer(in: RateLimit.requestsRange))
            )
            return RateLimitDraft(requests: requests, windowSeconds: window, burst: burst)
        }
    }
}
