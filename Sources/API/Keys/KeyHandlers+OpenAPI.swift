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
            "Active ones first, then disabled, expired and revoked ones; in each the newest first.",
            query: QueryParameter.page,
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
            tenant's policy. A rate limit, an allowlist or an expiry that the policy does not allow is named among \
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
            "/v1/tenants/{tenant}/keys/{key}",
            "readKey",
            .keys,
            "Read a key",
            "One key of the tenant, never with its secret.",
            answer: .ok("The key.", Schema(.key)).withETag
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/keys/{key}/revoke",
            "revokeKey",
            .keys,
            "Revoke a key",
            """
            For good: once this is answered no check of the key succeeds any more, on any server. Revoking a revoked key \
            again succeeds, with a new receipt. Where the policy asks for it, only a disabled key can be revoked; \
            `compromised` overrides that.
            """,
            body: .optional(.revocation, example: ["reason": "The partner has left.", "compromised": false]),
            ifMatch: .honoured,
            answer: .ok("The revoked key, and the receipt.", Schema(.keyAndReceipt)).withETag,
            errors: [.keyNotDisabled, .receiptUnknown]
        ),
    ]
}
