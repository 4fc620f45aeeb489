internal import Domain
internal import HTTPTypes

extension LimitHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/limit-requests",
            "listAllLimitRequests",
            .limits,
            "List the limit requests of all tenants",
            "Staff's inbox, oldest first. Ask for `status=PENDING` to see what is still to be decided.",
            query: requests,
            answer: .ok("A page of requests.", .page(of: .limitRequest, "A page of limit requests."))
        ),
        Operation(
            .get,
            "/v1/tenants/{tenant}/key-limit",
            "readKeyLimit",
            .limits,
            "Read how many keys a tenant may have",
            "And how many it has, and whether it has asked for more.",
            answer: .ok("The limit.", Schema(.keyLimit)).withETag
        ),
        Operation(
            .put,
            "/v1/tenants/{tenant}/key-limit",
            "setKeyLimit",
            .limits,
            "Set how many keys a tenant may have",
            """
            Platform staff only, with a reason that the tenant sees. It may be lowered too: keys that are there stay, but \
            until there are fewer no new one is made.
            """,
            body: .required(.newKeyLimit, example: ["limit": 50, "reason": "The contract was extended."]),
            ifMatch: .honoured,
            answer: .ok("The limit as it is now.", Schema(.keyLimit)).withETag
        ),
        Operation(
            .get,
            path,
            "listLimitRequests",
            .limits,
            "List a tenant's limit requests",
            "Newest first.",
            query: requests,
            answer: .ok("A page of requests.", .page(of: .limitRequest, "A page of limit requests."))
                .giving("limit_request", at: "/data/0/id")
        ),
        Operation(
            .post,
            path,
            "createLimitRequest",
            .limits,
            "Ask for more keys",
            "For the tenant's own people. One request can be pending at a time.",
            body: .required(
                .newLimitRequest,
                example: ["requested_limit": 200, "reason": "Every branch office gets a key of its own."]
            ),
            answer: .created("The new request.", Schema(.limitRequest)).withETag.giving("limit_request", at: "/id"),
            errors: [.limitRequestPending]
        ),
        Operation(
            .get,
            path + "/{limit_request}",
            "readLimitRequest",
            .limits,
            "Read a limit request",
            "One request of the tenant, with what became of it.",
            answer: .ok("The request.", Schema(.limitRequest)).withETag
        ),
        Operation(
            .post,
            path + "/{limit_request}/approve",
            "approveLimitRequest",
            .limits,
            "Approve a limit request",
            "Sets the tenant's limit to what was asked for, or to another number above the present one. Platform staff only.",
            body: .required(.limitApproval, example: ["reason": "Welcome to the larger plan."]),
            ifMatch: .honoured,
            answer: .ok("The decided request.", Schema(.limitRequest)).withETag,
            errors: [.limitRequestDecided]
        ),
        Operation(
            .post,
            path + "/{limit_request}/deny",
            "denyLimitRequest",
            .limits,
            "Deny a limit request",
            "With a reason that the tenant sees. Platform staff only.",
            body: .required(.limitDenial, example: ["reason": "Please revoke the keys that are not used."]),
            ifMatch: .honoured,
            answer: .ok("The decided request.", Schema(.limitRequest)).withETag,
            errors: [.limitRequestDecided]
        ),
    ]

    private static let path = "/v1/tenants/{tenant}/limit-requests"

    private static let requests =
        QueryParameter.page + [
            QueryParameter("status", .one(of: LimitRequest.Status.self, "Only requests that are this now."))
        ]
}

extension Component {
    fileprivate static let keyLimit = Component(
        "KeyLimit",
        .answer(
            "How many keys a tenant may have.",
            [
                "limit": .integer(
                    "How many keys, neither revoked nor expired, the tenant may have.",
                    in: KeyLimit.range
                ),
                "used": .count("How many it has."),
                "remaining": .count("How many more it may make."),
                "pending_request": Schema(.limitRequest, "The request that is still to be decided; null for none.")
                    .orNull,
            ]
        )
    )

    fileprivate static let limitRequest = Component(
        "LimitRequest",
        .answer(
            "A tenant's request for a higher limit.",
            [
                "id": .id(LimitRequest.self, "The request's id."),
                "tenant_id": .id(Tenant.self, "The tenant that asks."),
                "tenant": Schema(.tenantReference, "The tenant that asks."),
                "requested_limit": .integer("What is asked for.", in: KeyLimit.range),
                "reason": .reason("Why."),
                "status": .one(of: LimitRequest.Status.self, "What became of it; a decision is final."),
                "created_at": .instant("When it was made."),
                "created_by": Schema(.person, "Who made it; null when that is no longer known.").orNull,
                "decided_at": .instant("When it was decided; null while it is pending.").orNull,
                "decided_by": Schema(.person, "Who decided it; null while it is pending.").orNull,
                "decision_reason": .reason("Why it was decided so; null while it is pending.").orNull,
                "granted_limit": .integer("What was granted; null unless it was approved.", in: KeyLimit.range).orNull,
                "current_limit": .integer("How many keys the tenant may have today.", in: KeyLimit.range),
                "used": .count("How many it has today."),
            ]
        )
    )

    private static let tenantReference = Component(
        "TenantReference",
        .answer(
            "A tenant, as named by what belongs to it.",
            [
                "id": .id(Tenant.self, "The tenant's id."),
                "name": .displayName("The tenant's name."),
            ]
        )
    )

    fileprivate static let newKeyLimit = Component(
        "NewKeyLimit",
        .input(
            "Another limit.",
            [
                .required("limit", .integer("How many keys the tenant may have.", in: KeyLimit.range)),
                .required("reason", .reason("Why, for the tenant and for staff.")),
            ]
        )
    )

    fileprivate static let newLimitRequest = Component(
        "NewLimitRequest",
        .input(
            "A request for a higher limit.",
            [
                .required("requested_limit", .integer("How many keys are needed: more than now.", in: KeyLimit.range)),
                .required("reason", .reason("Why, for staff.")),
            ]
        )
    )

    fileprivate static let limitApproval = Component(
        "LimitApproval",
        .input(
            "An approval.",
            [
                .optional(
                    "limit",
                    .integer(
                        "What is granted, above the present limit; what was asked for unless sent.",
                        in: KeyLimit.range
                    )
                ),
                .required("reason", .reason("Why, for the tenant.")),
            ]
        )
    )

    fileprivate static let limitDenial = Component(
        "LimitDenial",
        .input("A denial.", [.required("reason", .reason("Why, for the tenant."))])
    )
}
