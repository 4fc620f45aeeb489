internal import Domain
internal import HTTPTypes

extension KeyChangeHandlers {
    static let operations: [Operation] = [
        Operation(
            .patch,
            "/v1/tenants/{tenant}/keys/{key}",
            "editKey",
            .keys,
            "Edit a key",
            """
            Name, description and allowlist; scopes or the group where the policy lets them be changed. When the expiry is to \
            change, rotate the key, where the policy allows that. An expired or revoked key cannot be edited.
            """,
            body: .required(.keyEdit, example: ["name": "Nightly export", "ip_allowlist": ["192.0.2.0/24"]]),
            ifMatch: .required,
            answer: .ok("The key as it is now.", Schema(.key)).withETag.withReceipt,
            errors: [.conflict, .receiptUnknown]
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/keys/{key}/disable",
            "disableKey",
            .keys,
            "Disable a key",
            """
            Until it is enabled again: once this is answered no check of the key succeeds any more. Disabling a disabled key \
            changes nothing, and answers a new receipt.
            """,
            ifMatch: .honoured,
            answer: .ok("The key, and the receipt.", Schema(.keyAndReceipt)).withETag,
            errors: [.conflict, .receiptUnknown]
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/keys/{key}/enable",
            "enableKey",
            .keys,
            "Enable a key",
            "A disabled key works again. Enabling an active key changes nothing.",
            ifMatch: .honoured,
            answer: .ok("The key, and the receipt.", Schema(.keyAndReceipt)).withETag,
            errors: [.conflict, .receiptUnknown]
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/keys/{key}/rotate",
            "rotateKey",
            .keys,
            "Replace a key's secret",
            """
            The key stays what it is, under a new secret, which is told this once. The one before ends at once, or after \
            `grace_seconds` where the policy allows that; rotating again during a grace ends the older of the two at once. \
            Send `If-Match`, and of two rotations of the same secret one is refused.
            """,
            body: .optional(.rotation, example: ["grace_seconds": 0]),
            ifMatch: .honoured,
            answer: .ok("The key, its new secret, and the receipt.", Schema(.keySecretAndReceipt)).withETag,
            errors: [.conflict, .receiptUnknown]
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/keys/{key}/duplicate",
            "duplicateKey",
            .keys,
            "Duplicate a key",
            """
            A new key like this one, whatever has become of it, with a secret of its own and " (copy)" behind its name. Its \
            expiry is not copied: where the policy has an `expiry_max` and `expiry_mode` is `OPTIONAL`, one must be sent. \
            It counts towards the limit, and must be what the policy allows today.
            """,
            body: .optional(.duplication, example: ["expires_in": "90d"]),
            ifMatch: .honoured,
            answer: .created("The new key, and its secret.", Schema(.keyAndSecret)).withETag,
            errors: [.keyLimitReached]
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
