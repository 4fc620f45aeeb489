internal import Domain
internal import HTTPTypes

extension KeyHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/tenants/{tenant}/keys",
            "listKeys",
            .keys,
            "List a tenant's keys",
            """
            Active ones first, then disabled, expired and revoked ones, in each the newest first, unless `sort` says otherwise. \
            A page costs the same wherever it is and however many keys there are; one may be shorter than `limit`, and is \
            the last only when `next_cursor` is null.
            """,
            query: filters + QueryParameter.page,
            answer: .ok("A page of keys.", .page(of: .key, "A page of keys.")).giving("key", at: "/data/0/id")
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/keys",
            "createKey",
            .keys,
            "Create a key",
            """
            The answer holds the key's secret, this once: only a MAC of it is kept. What a key may ask for is up to the \
            tenant's policy. An environment, an expiry or full access that the policy does not allow is named among \
            everything else that is wrong. Scopes beyond your own ceiling are refused with 403.
            """,
            body: .required(
                .newKey,
                example: [
                    "name": "Nightly export", "scopes": ["customers:read"], "ip_allowlist": ["192.0.2.0/24"],
                ]
            ),
            answer: .created("The new key, and its secret.", Schema(.keyAndSecret)).withETag.giving(
                "key",
                at: "/key/id"
            ),
            errors: [.keyLimitReached]
        ),
        Operation(
            .get,
            "/v1/tenants/{tenant}/keys/summary",
            "readKeySummary",
            .keys,
            "Sum up a tenant's keys",
            "How many there are of each status, how often they were used, and how many more there may be.",
            answer: .ok("The summary.", Schema(.keySummary))
        ),
        Operation(
            .get,
            "/v1/tenants/{tenant}/keys/{key}",
            "readKey",
            .keys,
            "Read a key",
            "One key of the tenant, never with its secret.",
            answer: .ok("The key.", Schema(.key)).withETag
        ),
    ]
    private static let filters = [
        QueryParameter(
            "status",
            .string(
                "Only keys with one of these statuses, separated by commas: `ACTIVE`, `DISABLED`, `EXPIRED`, `REVOKED`.",
                pattern: "^(ACTIVE|DISABLED|EXPIRED|REVOKED)(,(ACTIVE|DISABLED|EXPIRED|REVOKED))*$"
            ),
            example: "ACTIVE,DISABLED"
        ),
        QueryParameter(
            "expiration",
            .one(of: Expiration.self, "Only keys whose end is this near; `VALID` includes those that never end.")
        ),
        QueryParameter("environment", .one(of: Environment.self, "Only keys for this environment.")),
        QueryParameter(
            "authorization_group",
            .id(AuthorizationGroup.self, "Only keys whose permissions are those of this authorization group.")
        ),
        QueryParameter(
            "q",
            .string(
                "Only keys whose name begins so, in any case, or whose shown prefix or its public part does.",
                length: 0...SearchText.longest
            ),
            example: "Night"
        ),
        QueryParameter(
            "unused_for",
            .period("Only keys whose last use, or creation if they were never used, is at least so long ago."),
            example: "90d"
        ),
        QueryParameter(
            "sort",
            .one(
                of: KeySort.self,
                "The order; with `-` the other way round. Keys that never end come last by `expires_at`."
            )
            .unlessSent("status")
        ),
    ]
}
