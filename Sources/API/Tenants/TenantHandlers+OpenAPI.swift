internal import Domain
internal import HTTPTypes

extension TenantHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/tenants",
            "listTenants",
            .tenants,
            "List the tenants that you can read",
            "Oldest first: all of them for platform staff, else your own and those below them.",
            query: QueryParameter.page,
            answer: .ok("A page of tenants.", .page(of: .tenant, "A page of tenants.")).giving(
                "tenant",
                at: "/data/0/id"
            )
        ),
        Operation(
            .post,
            "/v1/tenants",
            "createTenant",
            .tenants,
            "Create a tenant",
            """
            From a policy preset, whose rules are copied: changing the preset later changes no existing tenant. Platform \
            staff make any tenant; a partner's admin makes businesses under their own partner, from the presets offered to \
            partners and with the preset's own limit.
            """,
            body: .required(
                .newTenant,
                example: ["name": "Acme Ltd", "kind": "BUSINESS", "policy": "business-integrations"]
            ),
            answer: .created("The new tenant.", Schema(.tenant)).withETag.giving("tenant", at: "/id")
        ),
        Operation(
            .get,
            "/v1/tenants/{tenant}",
            "readTenant",
            .tenants,
            "Read a tenant",
            "One tenant, as far as you may see it.",
            answer: .ok("The tenant.", Schema(.tenant)).withETag
        ),
    ]
}

extension Component {
    static let tenant = Component(
        "Tenant",
        .answer(
            "A customer of the platform.",
            [
                "id": .id(Tenant.self, "The tenant's id."),
                "name": .displayName("The tenant's name."),
                "kind": .one(of: ["PARTNER", "BUSINESS"], "A partner, or a business."),
                "parent_id": .id(Tenant.self, "The partner above a business; null for none.").orNull,
                "policy": .string("The preset that the tenant's policy was copied from; null for none.").orNull,
                "key_limit": .count("How many keys, neither revoked nor expired, the tenant may have."),
                "billing_day": .integer("The day of the month on which its billing period begins, in UTC.", in: 1...28),
                "suspended_at": .instant("Since when the tenant is suspended; null when it is not.").orNull,
                "created_at": .instant("When the tenant was made."),
            ]
        )
    )

    fileprivate static let newTenant = Component(
        "NewTenant",
        .input(
            "A tenant to be made.",
            [
                .required("name", .displayName("The tenant's name.")),
                .required("kind", .one(of: ["PARTNER", "BUSINESS"], "A partner, or a business.")),
                .optional("parent_id", .id(Tenant.self, "The partner above a business.")),
                .required("policy", .presetName("The policy preset whose rules the tenant gets.")),
                .optional(
                    "key_limit",
                    .integer(
                        "How many keys it may have: the preset's own unless sent, which only staff may do.",
                        in: Policy.limits
                    )
                ),
            ]
        )
    )
}
