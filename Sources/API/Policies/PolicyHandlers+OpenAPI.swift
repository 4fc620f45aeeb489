internal import Domain
internal import HTTPTypes

extension PolicyHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/tenants/{tenant}/policy",
            "readPolicy",
            .policies,
            "Read the rules of a tenant's keys",
            """
            What the tenant's keys can be and what may be done to them. A client that follows these rules, rather than the \
            name of the preset that they were copied from, works with every policy.
            """,
            answer: .ok("The policy.", Schema(.policy)).withETag
        ),
        Operation(
            .patch,
            "/v1/tenants/{tenant}/policy",
            "editPolicy",
            .policies,
            "Change the rules of a tenant's keys",
            """
            Columns that are not sent stay as they are. A change binds new keys and new changes; keys that are there keep what \
            they have. `key_limit` is changed at the tenant's `key-limit`.
            """,
            body: .required(
                .policyEdit,
                example: ["rotation_grace_max": 3600, "expiry_mode": "OPTIONAL", "expiry_max": "1y"]
            ),
            ifMatch: .required,
            answer: .ok("The policy as it is now.", Schema(.policy)).withETag
        ),
    ]
}

extension Component {
    static let policy = Component(
        "Policy",
        .answer("The rules of a tenant's keys. A change binds new keys and new changes only.", policyColumns)
    )

    static let newPolicy = Component("NewPolicy", .input("All the rules of a preset.", policyColumns))

    fileprivate static let policyEdit = Component(
        "PolicyEdit",
        .edit("Rules to be changed; the others stay.", policyColumns.filter { $0.name != "key_limit" })
    )

    static let presetPolicyEdit = Component(
        "PresetPolicyEdit",
        .edit("Rules to be changed; the others stay.", policyColumns)
    )

    private static let policyColumns: [InputField] = [
        .required(
            "permission_model",
            .one(
                of: PermissionModel.self,
                "From where a key has its scopes: `SCOPES` of its own, or `GROUP`, those of its authorization group."
            )
        ),
        .required(
            "permission_editing",
            .one(
                of: PermissionEditing.self,
                "What may become of a key's permissions: nothing (`IMMUTABLE`), fewer (`NARROW_ONLY`), or anything."
            )
        ),
        .omittable(
            "full_access",
            .bool("Whether `full_access` may stand for every scope of the catalogue at creation.")
        ),
        .required(
            "scopes",
            .array(of: Schema(.scope), "The catalogue: every scope that a key may have.", count: 1...200)
        ),
        .required(
            "environments",
            .array(
                of: .one(of: Environment.self, "An environment."),
                "The environments that a key may be for.",
                count: 1...2,
                unique: true
            )
        ),
        .required(
            "secret_prefix",
            .string("What a secret begins with.", pattern: "^[a-z][a-z0-9]{1,11}$")
        ),
        .required(
            "expiry_mode",
            .one(
                of: ExpiryMode.self,
                "Whether keys expire: never, if asked for, or always."
            )
        ),
        .required(
            "expiry_presets",
            .array(
                of: .period("A time to live."),
                "When there are any, a key's expiry is one of them, and no date or instant."
            )
        ),
        .optional(
            "expiry_default",
            .period("Taken when expiry is required and none is asked for; null for none.")
        ),
        .optional(
            "expiry_max",
            .period(
                """
                No key lives longer; null for no bound. Where expiry is `OPTIONAL`, a bound means that an expiry must be sent \
                with each new key, duplicates too.
                """
            )
        ),
        .required(
            "date_ends",
            .one(
                of: DateEnds.self,
                """
                When a key with `expires_on` ends, in UTC: at 00:00 on that date (`DAY_START`), or at the next 00:00, \
                having worked through that date (`DAY_END`). It matters for nothing else.
                """
            )
        ),
        .required(
            "disable_before_revoke",
            .bool(
                "Whether a key must be disabled before it is revoked, unless compromised."
            )
        ),
        .required(
            "rotation_grace_max",
            .integer(
                "For how many seconds a rotated secret may stay valid; 0 for not at all.",
                in: Policy.graces
            )
        ),
        .required(
            "rotation_sets_expiry",
            .bool("Whether a rotation may give the key a new expiry.")
        ),
        .required(
            "key_limit",
            .integer("How many keys a new tenant may have.", in: Policy.limits)
        ),
        .required(
            "key_roles",
            .array(
                of: .one(of: ["PARTNER_ADMIN", "BUSINESS_ADMIN", "ADVISOR"], "A role."),
                "Which tenant roles may act on keys, as far as they may act here at all."
            )
        ),
        .optional(
            "rate_limit",
            Schema(.rateLimit, "For keys that ask for none; null for no limit.")
        ),
        .omittable(
            "leaked_keys",
            .one(
                of: LeakResponse.self,
                "What becomes of a key whose secret was found in public: it is disabled, or revoked. `DISABLE` unless sent."
            )
        ),
    ]

    private static let scope = Component(
        "Scope",
        .answer(
            "A permission of the catalogue.",
            [
                "name": .scope("What a key carries and a gateway asks for, such as `invoices:read`."),
                "label": .displayName("What people call it."),
                "description": .text("What it allows."),
            ]
        )
    )

    static let rateLimit = Component(
        "RateLimit",
        .answer(
            "So many requests in so many seconds.",
            [
                "requests": .integer("How many requests the window holds.", in: RateLimit.requestsRange),
                "window_seconds": .integer("How long the window is, in seconds.", in: RateLimit.windowRange),
                "burst": .integer("How many may come at the same moment.", in: RateLimit.requestsRange),
            ]
        )
    )
}

extension Schema {
    static func presetName(_ description: String) -> Schema {
        .string(description, pattern: "^[a-z0-9-]{1,64}$")
    }
}
