internal import Domain
internal import HTTPTypes

extension PresetHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/policy-presets",
            "listPresets",
            .policies,
            "List the policy presets",
            "By name: all of them for platform staff, those offered to partners for a partner's admin.",
            query: QueryParameter.page,
            answer: .ok("A page of presets.", .page(of: .preset, "A page of policy presets."))
                .giving("preset", at: "/data/0/name")
        ),
        Operation(
            .post,
            "/v1/policy-presets",
            "createPreset",
            .policies,
            "Create a policy preset",
            "One more kind of portal. Platform staff only.",
            body: .required(
                .newPreset,
                example: ["name": "data-exports", "tenant_kind": "BUSINESS", "policy": Component.examplePolicy]
            ),
            answer: .created("The new preset.", Schema(.preset)).withETag.giving("preset", at: "/name"),
            errors: [.conflict]
        ),
        Operation(
            .get,
            "/v1/policy-presets/{preset}",
            "readPreset",
            .policies,
            "Read a policy preset",
            "One preset, if you may see it.",
            answer: .ok("The preset.", Schema(.preset)).withETag
        ),
        Operation(
            .patch,
            "/v1/policy-presets/{preset}",
            "editPreset",
            .policies,
            "Change a policy preset",
            "What is not sent stays as it is. Tenants have copied what the preset was when they were made, and keep that.",
            body: .required(.presetEdit, example: ["policy": ["key_limit": 50]]),
            ifMatch: .required,
            answer: .ok("The preset as it is now.", Schema(.preset)).withETag
        ),
    ]
}

extension Component {
    fileprivate static let preset = Component(
        "PolicyPreset",
        .answer(
            "A named policy, from which new tenants copy theirs.",
            [
                "name": .presetName("What it is known by."),
                "tenant_kind": .one(of: Preset.Kind.self, "For which tenants it is."),
                "requires_parent": .bool("Whether it is only for businesses under a partner."),
                "offered_to_partners": .bool("Whether a partner may choose it for a business under it."),
                "policy": Schema(.policy),
            ]
        )
    )

    fileprivate static let newPreset = Component(
        "NewPolicyPreset",
        .input(
            "A policy preset to be made.",
            [
                .required("name", .presetName("What it is known by, for good.")),
                .required("tenant_kind", .one(of: Preset.Kind.self, "For which tenants it is, for good.")),
                .optional("requires_parent", .bool("Whether it is only for businesses under a partner.")),
                .optional("offered_to_partners", .bool("Whether a partner may choose it for a business under it.")),
                .required("policy", Schema(.newPolicy)),
            ]
        )
    )

    fileprivate static let presetEdit = Component(
        "PolicyPresetEdit",
        .input(
            "What is to be changed about a preset; what is not sent stays as it is.",
            [
                .omittable("requires_parent", .bool("Whether it is only for businesses under a partner.")),
                .omittable("offered_to_partners", .bool("Whether a partner may choose it for a business under it.")),
                .omittable("policy", Schema(.presetPolicyEdit)),
            ]
        )
    )

    fileprivate static let examplePolicy: JSON = [
        "permission_model": "SCOPES", "permission_editing": "IMMUTABLE", "full_access": false,
        "scopes": [["name": "exports:read", "label": "Read exports", "description": "Download what was exported."]],
        "environments": ["LIVE"], "secret_prefix": "exp", "expiry_mode": "REQUIRED", "expiry_presets": ["30d", "90d"],
        "expiry_default": "30d", "expiry_max": nil, "date_ends": "DAY_END", "disable_before_revoke": false,
        "rotation_grace_max": 3600, "rotation_sets_expiry": false, "key_limit": 25, "key_roles": ["BUSINESS_ADMIN"],
        "rate_limit": ["requests": 100, "window_seconds": 60, "burst": 20],
    ]
}
