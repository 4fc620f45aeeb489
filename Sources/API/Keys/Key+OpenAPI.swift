internal import Domain

// What keys look like on the wire.

extension Component {
    static let key = Component(
        "Key",
        .answer(
            "An API key, without its secret.",
            [
                "id": .id(APIKey.self, "The key's id, which stays the same when its secret is rotated."),
                "tenant_id": .id(Tenant.self, "The tenant that it belongs to."),
                "name": .displayName("What people call it. Not unique."),
                "description": .text("What it is for."),
                "environment": .one(of: Environment.self, "What it is for: `LIVE` or `TEST`."),
                "prefix": .shownKey,
                "scopes": .array(of: .scope("A scope."), "What it may do: its own scopes, or those of its group."),
                "authorization_group": Schema(.groupReference, "Its authorization group; null for none.").orNull,
                "status": .one(
                    of: KeyStatus.self,
                    "What it is now. `REVOKED` is final; an `EXPIRED` key can only be duplicated or revoked."
                ),
                "expiration": .one(
                    of: Expiration.self,
                    "How near its end is; `EXPIRING_SOON` is seven days or less."
                ),
                "expires_at": .instant("The first instant at which it no longer works; null for never.").orNull,
                "last_used_at": .instant("When it was last checked with its right secret; null for never.").orNull,
                "request_count": .count("How many checks it has had whose secret matched."),
                "request_count_this_period": .count("How many of them since the tenant's billing period began."),
                "last_24h": Schema(.usageBalance),
                "ip_allowlist": .array(of: .network, "From where it may be used; empty for anywhere.", count: 0...100),
                "rate_limit": Schema(.rateLimit, "How fast it may be used; null for no limit.").orNull,
                "created_at": .instant("When it was made."),
                "created_by": Schema(.person, "Who made it; null when that is no longer known.").orNull,
                "updated_at": .instant("When it was last changed."),
                "updated_by": Schema(.person, "Who changed it last; null when that is no longer known.").orNull,
                "disabled_at": .instant("Since when it is disabled; null when it is not.").orNull,
                "revoked_at": .instant("When it was revoked; null when it was not.").orNull,
                "revocation_reason": .text("Why it was revoked; null when nobody said.").orNull,
                "duplicated_from": .id(APIKey.self, "The key that it is a copy of; null for none.").orNull,
                "previous_secret": Schema(.previousSecret, "What the last rotation replaced, while it still works.")
                    .orNull,
            ]
        )
    )

    private static let previousSecret = Component(
        "PreviousSecret",
        .answer(
            "A secret that a rotation has replaced and that still works.",
            [
                "prefix": .shownKey,
                "valid_until": .instant("The first instant at which it no longer works."),
            ]
        )
    )

    private static let groupReference = Component(
        "AuthorizationGroupReference",
        .answer(
            "An authorization group, as named by what has it.",
            [
                "id": .id(AuthorizationGroup.self, "The group's id."),
                "name": .displayName("What people call the group."),
            ]
        )
    )

    static let keyAndSecret = Component(
        "KeyAndSecret",
        .answer(
            "A key with the secret that was just made for it.",
            [
                "key": Schema(.key),
                "secret": .secret,
            ]
        )
    )

    static let keySecretAndReceipt = Component(
        "KeySecretAndReceipt",
        .answer(
            "A key with its new secret, and the proof that every verifier knows when the one before ends.",
            [
                "key": Schema(.key),
                "secret": .secret,
                "receipt": Schema(.receipt),
            ]
        )
    )

    static let keyAndReceipt = Component(
        "KeyAndReceipt",
        .answer(
            "A key in its new state, with the proof that every verifier knows.",
            [
                "key": Schema(.key),
                "receipt": Schema(.receipt),
            ]
        )
    )

    static let keySummary = Component(
        "KeySummary",
        .answer(
            "A tenant's keys, summed up.",
            [
                "total": .count("How many keys there are, whatever their status."),
                "active": .count("How many are `ACTIVE`."),
                "disabled": .count("How many are `DISABLED`."),
                "revoked": .count("How many are `REVOKED`."),
                "expired": .count("How many are `EXPIRED`."),
                "total_requests": .count("How many checks all of them have had whose secret matched."),
                "limit": .integer(
                    "How many keys, neither revoked nor expired, the tenant may have.",
                    in: KeyLimit.range
                ),
                "used": .count("How many of those it has."),
            ]
        )
    )

    static let receipt = Component(
        "Receipt",
        .answer(
            "The proof that no verifier accepts what was ended, in any check sent from now on.",
            [
                "verifiers": .count("How many verifiers had to learn of the change."),
                "acknowledged": .count("How many of them acknowledged it."),
                "lapsed": .count("How many of them lost their lease instead, and so accept nothing unchecked."),
                "took_ms": .count("How long that took, in milliseconds."),
            ]
        )
    )

    static let newKey = Component(
        "NewKey",
        .input(
            "A key to be made. The tenant's policy decides which of these it may have.",
            [
                .required("name", .displayName("What people call it. Need not be unique.")),
                .optional("description", .text("What it is for.")),
                .optional("environment", .one(of: Environment.self, "What it is for: `LIVE` unless sent.")),
                .optional(
                    "scopes",
                    .scopes("What it may do, of the tenant's catalogue; where keys have scopes of their own.")
                ),
                .optional(
                    "full_access",
                    .bool("Every scope of today's catalogue in place of `scopes`; it never grows.")
                ),
                .optional(
                    "authorization_group_id",
                    .id(AuthorizationGroup.self, "A group of type `TENANT_API_KEY`; where keys have those of a group.")
                ),
            ] + expiry + [
                .optional(
                    "ip_allowlist",
                    .array(of: .network, "From where it may be used; empty for anywhere.", count: 0...100, unique: true)
                ),
                .optional("rate_limit", Schema(.newRateLimit, "How fast it may be used; the policy's unless sent.")),
            ]
        )
    )

    /// At most one of these.
    static let expiry: [InputField] = [
        .optional("expires_in", .period("How long it lives. At most one of the three `expires_…` may be sent.")),
        .optional(
            "expires_on",
            .string("The date, in UTC, on which it ends; the policy says at which end of the day.", format: "date")
        ),
        .optional("expires_at", .instant("The first instant at which it no longer works.")),
    ]

    private static let newRateLimit = Component(
        "NewRateLimit",
        .input(
            "So many requests in so many seconds.",
            [
                .required("requests", .integer("How many requests the window holds.", in: RateLimit.requestsRange)),
                .required(
                    "window_seconds",
                    .integer("How long the window is, in seconds.", in: RateLimit.windowRange)
                ),
                .optional(
                    "burst",
                    .integer(
                        "How many may come at the same moment; as many as `requests` unless sent.",
                        in: RateLimit.requestsRange
                    )
                ),
            ]
        )
    )

    static let keyEdit = Component(
        "KeyEdit",
        .input(
            "What is to be changed about a key; what is not sent stays as it is.",
            [
                .omittable("name", .displayName("What people call it. Need not be unique.")),
                .optional("description", .text("What it is for; null empties it.")),
                .optional(
                    "ip_allowlist",
                    .array(
                        of: .network,
                        "From where it may be used; empty or null for anywhere.",
                        count: 0...100,
                        unique: true
                    )
                ),
                .optional(
                    "rate_limit",
                    Schema(.newRateLimit, "How fast it may be used; null for the policy's limit, if it has one.")
                ),
                .omittable("scopes", .scopes("What it may do; where the policy lets a key's scopes be changed.")),
                .omittable(
                    "authorization_group_id",
                    .id(AuthorizationGroup.self, "Another group; where keys have those of a group, and may change it.")
                ),
            ]
        )
    )

    static let rotation = Component(
        "Rotation",
        .input(
            "How a secret is replaced.",
            [
                .optional(
                    "grace_seconds",
                    .integer(
                        """
                        For how long the secret that is replaced still works, as far as the policy allows it; not at all \
                        unless sent, and never past the key's expiry.
                        """,
                        in: Policy.graces
                    )
                )
            ] + expiry
        )
    )

    static let duplication = Component(
        "Duplication",
        .input(
            """
            When the copy is to end, which is not copied; the policy's default unless sent. Where expiry is `OPTIONAL` and \
            the policy has an `expiry_max`, it must be sent.
            """,
            expiry
        )
    )

    static let revocation = Component(
        "Revocation",
        .input(
            "Why a key is revoked.",
            [
                .optional("reason", .text("Why, for the tenant's people.")),
                .optional(
                    "compromised",
                    .bool("Whether the secret is in wrong hands: then the key is revoked whatever its state.")
                ),
            ]
        )
    )
}

extension Schema {
    static let secret = Schema.string(
        "What a client presents. It is told this once, and in replays under the same `Idempotency-Key`.",
        pattern: "^[a-z][a-z0-9]{1,11}_(live|test)_[0-9A-Za-z]{65}$"
    )

    static let shownKey = Schema.string(
        "What may be shown of the secret: prefix, environment and public part.",
        pattern: "^[a-z][a-z0-9]{1,11}_(live|test)_[0-9A-Za-z]{16}…$"
    )

    static let network = Schema.string(
        "An IPv4 or IPv6 address, or a network as CIDR with no bits set beyond its prefix.",
        length: 2...49
    )
}
