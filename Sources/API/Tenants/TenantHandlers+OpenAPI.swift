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
            """
            Oldest first: all of them for platform staff, else your own and those below them. With `status` a page may be \
            shorter than `limit`; it is the last only when `next_cursor` is null.
            """,
            query: filters + QueryParameter.page,
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
            "One tenant, as far as you may see it, and what you may do on it now: no client has to know who may do what.",
            answer: .ok("The tenant.", Schema(.tenantForYou)).withETag
        ),
        Operation(
            .patch,
            "/v1/tenants/{tenant}",
            "editTenant",
            .tenants,
            "Rename a tenant",
            "Its name is what can be edited; the limit and the policy have paths of their own, and the rest never changes.",
            body: .required(.tenantEdit, example: ["name": "Acme Holding"]),
            ifMatch: .required,
            answer: .ok("The tenant as it is now.", Schema(.tenant)).withETag
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/suspend",
            "suspendTenant",
            .tenants,
            "Suspend a tenant",
            """
            Its keys are refused (`SUSPENDED`) from the answer on, and so is everything that its people ask for, reads \
            included, but reading the tenant itself; the same for the businesses of a partner. Nothing is lost. Staff \
            suspend any tenant, a partner's admin its businesses; what staff suspend over a partner's suspension is \
            staff's. Suspending again changes nothing.
            """,
            body: .optional(.suspension, example: ["reason": "The bill has not been paid."]),
            ifMatch: .honoured,
            answer: .ok("The tenant, suspended.", Schema(.tenant)).withETag.withReceipt,
            errors: [.receiptUnknown]
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/resume",
            "resumeTenant",
            .tenants,
            "Resume a suspended tenant",
            """
            Its people and keys are let in again, unless the partner above it is suspended. What staff suspended only staff \
            resume (else 403). Resuming what is not suspended changes nothing.
            """,
            ifMatch: .honoured,
            answer: .ok("The tenant as it is now.", Schema(.tenant)).withETag
        ),
    ]

    private static let filters: [QueryParameter] = [
        QueryParameter(
            "q",
            .string(
                "Only tenants with this in their name, in any case, or the one whose id it is.",
                length: 0...SearchText.longest
            ),
            example: "acme"
        ),
        QueryParameter("kind", .one(of: ["PARTNER", "BUSINESS"], "Only partners, or only businesses.")),
        QueryParameter("parent_id", .id(Tenant.self, "Only businesses under this partner.")),
        QueryParameter(
            "status",
            .one(
                of: TenantFilter.Status.self,
                "Only those that are suspended, themselves or with their partner, or only others."
            )
        ),
    ]
}

extension Component {
    static let tenant = Component("Tenant", .answer("A customer of the platform.", tenantFields))

    /// With what is told to one who asks, and not to everybody who may read it.
    fileprivate static let tenantForYou = Component(
        "TenantForYou",
        .answer(
            "A customer of the platform, and what you may do on it.",
            tenantFields,
            and: [
                "allowed_actions": .array(
                    of: .one(of: Action.self, "An action of the access table."),
                    """
                    What you may do on it now, by your roles, its policy, its suspension and how you have signed in; \
                    `tenant.create` is to make businesses under it. It may still be refused for what is asked in particular.
                    """
                ),
                "acts_as": .one(
                    of: Role.self,
                    "As what you read it: your role in it or above it, or else the platform's."
                ),
                "needs_reason": .bool("Whether some of it takes a `Latchkey-Reason`: you act as platform staff."),
                "ceiling": .array(
                    of: .scope("A scope's name."),
                    "The scopes beyond which you can grant nothing; null when nothing bounds you."
                ).orNull,
            ]
        )
    )

    private static let tenantFields: KeyValuePairs<String, Schema> = [
        "id": .id(Tenant.self, "The tenant's id."),
        "name": .displayName("The tenant's name."),
        "kind": .one(of: ["PARTNER", "BUSINESS"], "A partner, or a business."),
        "parent_id": .id(Tenant.self, "The partner above a business; null for none.").orNull,
        "policy": .string("The preset that the tenant's policy was copied from; null for none.").orNull,
        "key_limit": .count("How many keys, neither revoked nor expired, the tenant may have."),
        "billing_day": .integer("The day of the month on which its billing period begins, in UTC.", in: 1...28),
        "suspended_at": .instant("Since when the tenant itself is suspended; null when it is not.").orNull,
        "suspended_by": .one(
            of: Suspension.Author.self,
            "Who suspended it, and so who resumes it: platform staff, or the partner above it."
        ).orNull,
        "suspended_through_partner": .bool("Whether the partner above it is suspended, and it with that."),
        "created_at": .instant("When the tenant was made."),
    ]

    fileprivate static let tenantEdit = Component(
        "TenantEdit",
        .input(
            "What is to be changed about a tenant; what is not sent stays as it is.",
            [.omittable("name", .displayName("The tenant's name."))]
        )
    )

    fileprivate static let suspension = Component(
        "TenantSuspension",
        .input(
            "Why a tenant is suspended.",
            [.optional("reason", .text("Why, for the audit trail. Staff give theirs in `Latchkey-Reason`."))]
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
                .optional(
                    "billing_day",
                    .integer(
                        "The day of the month on which its billing period begins: 1 unless sent, which only staff may do.",
                        in: 1...28
                    )
                ),
            ]
        )
    )
}
