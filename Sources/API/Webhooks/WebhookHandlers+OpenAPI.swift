internal import Domain
internal import HTTPTypes

extension WebhookHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/tenants/{tenant}/webhook-endpoints",
            "listWebhookEndpoints",
            .webhooks,
            "List a tenant's webhook endpoints",
            "Oldest first, without their secrets.",
            query: QueryParameter.page,
            answer: .ok("A page of endpoints.", .page(of: .webhookEndpoint, "A page of webhook endpoints."))
                .giving("webhook_endpoint", at: "/data/0/id")
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/webhook-endpoints",
            "createWebhookEndpoint",
            .webhooks,
            "Have a tenant's events sent to a URL",
            """
            What happens from now on is sent there as a POST with the headers and the signature of Standard Webhooks. The \
            secret, by which the signature is checked, is told this once. Only https, and only hosts all of whose addresses \
            are public (else 422); that is looked at again each time that something is sent. A tenant has at most \
            \(WebhookEndpoint.most) endpoints (else 409).
            """,
            body: .required(
                .newWebhookEndpoint,
                example: [
                    "url": "https://hooks.example/latchkey", "events": ["api_key.created", "api_key.revoked"],
                    "description": "Our inventory of keys.",
                ]
            ),
            answer: .created("The new endpoint with its secret.", Schema(.webhookEndpointWithSecret)).withETag
                .giving("webhook_endpoint", at: "/id"),
            errors: [.conflict]
        ),
        Operation(
            .get,
            webhook,
            "readWebhookEndpoint",
            .webhooks,
            "Read a webhook endpoint",
            "One endpoint of the tenant, without its secret.",
            answer: .ok("The endpoint.", Schema(.webhookEndpoint)).withETag
        ),
        Operation(
            .patch,
            webhook,
            "editWebhookEndpoint",
            .webhooks,
            "Edit, disable or enable a webhook endpoint",
            """
            A new URL is looked at as when the endpoint was made, and is where everything goes that is not delivered yet. \
            Disabled, it is told nothing, and what is on its way ends; enabled again, it is told of what happens from then on, \
            its run of failures is forgotten, and what it missed can be redelivered.
            """,
            body: .required(.webhookEndpointEdit, example: ["events": ["api_key.revoked", "api_key.expired"]]),
            ifMatch: .required,
            answer: .ok("The endpoint as it is now.", Schema(.webhookEndpoint)).withETag
        ),
        Operation(
            .delete,
            webhook,
            "deleteWebhookEndpoint",
            .webhooks,
            "Delete a webhook endpoint",
            "What was sent to it, and what is on its way, goes with it.",
            ifMatch: .honoured,
            answer: .noContent("It is gone.")
        ),
        Operation(
            .post,
            webhook + "/rotate-secret",
            "rotateWebhookSecret",
            .webhooks,
            "Replace a webhook endpoint's secret",
            """
            The new secret is told this once. The one before signs as well for `grace_seconds`, each message then having two \
            signatures; rotating again during that time ends the oldest at once. Send `If-Match`, and of two rotations of the \
            same secret one is refused.
            """,
            body: .optional(.webhookSecretRotation, example: ["grace_seconds": 86_400]),
            ifMatch: .honoured,
            answer: .ok("The endpoint with its new secret.", Schema(.webhookEndpointWithSecret)).withETag
        ),
        Operation(
            .post,
            webhook + "/test",
            "testWebhookEndpoint",
            .webhooks,
            "Send a webhook endpoint a test event",
            """
            A `webhook.test`, sent to this endpoint alone, and retried like any other. Look at the delivery for what came of \
            it. 409 while the endpoint is disabled.
            """,
            body: .optional(.webhookNothing, example: [:]),
            answer: .created("The delivery, on its way.", Schema(.webhookDelivery))
                .giving("webhook_delivery", at: "/id"),
            errors: [.conflict]
        ),
    ]

    private static let webhook = "/v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}"
}

extension Component {
    fileprivate static let webhookEndpoint = Component(
        "WebhookEndpoint",
        .answer("A URL to which a tenant's events are sent.", webhookEndpointFields)
    )

    fileprivate static let webhookEndpointWithSecret = Component(
        "WebhookEndpointWithSecret",
        .answer(
            "A webhook endpoint with the secret that was just made for it.",
            webhookEndpointFields + [
                .required(
                    "secret",
                    .string(
                        "By which its receiver checks signatures (Standard Webhooks). Told this once.",
                        pattern: "^whsec_[A-Za-z0-9+/]{43}=$"
                    )
                )
            ]
        )
    )

    private static let webhookEndpointFields: [InputField] = [
        .required("id", .id(WebhookEndpoint.self, "The endpoint's id.")),
        .required("tenant_id", .id(Tenant.self, "The tenant whose events it is told.")),
        .required("url", .webhookURL("Where they are sent.")),
        .required("description", .text("What it is for.")),
        .required("events", .array(of: .chosenEvent, "Which events it is told.", count: 1...100, unique: true)),
        .required("status", .one(of: WebhookEndpoint.Status.self, "Whether anything is sent to it.")),
        .optional("disabled_at", .instant("Since when nothing is; null while it is enabled.")),
        .optional(
            "disabled_because",
            .one(
                of: WebhookEndpoint.Reason.self,
                """
                Why: `ADMIN`, somebody did it; `FAILING`, it failed again and again for days; `GONE`, it answered 410. Null \
                while it is enabled.
                """
            )
        ),
        .required("failures", .count("How many attempts have failed since the last one that did not.")),
        .optional("failing_since", .instant("When the first of them did; null after a success.")),
        .optional(
            "previous_secret_until",
            .instant("Until when the secret before signs as well; null when it does not.")
        ),
        .required("created_at", .instant("When it was made.")),
        .required("created_by", .id(User.self, "Who made it.")),
        .required("updated_at", .instant("When it was last changed.")),
    ]

    fileprivate static let newWebhookEndpoint = Component(
        "NewWebhookEndpoint",
        .input(
            "A webhook endpoint to be made.",
            [
                .required("url", .webhookURL("Where events shall be sent.")),
                .required("events", .chosenEvents("Which of them.")),
                .optional("description", .text("What it is for.")),
            ]
        )
    )

    fileprivate static let webhookEndpointEdit = Component(
        "WebhookEndpointEdit",
        .input(
            "What is to be changed about a webhook endpoint; what is not sent stays as it is.",
            [
                .omittable("url", .webhookURL("Where events shall be sent.")),
                .omittable("events", .chosenEvents("Which of them.")),
                .optional("description", .text("What it is for; null empties it.")),
                .omittable("enabled", .bool("Whether anything shall be sent to it.")),
            ]
        )
    )

    fileprivate static let webhookSecretRotation = Component(
        "WebhookSecretRotation",
        .input(
            "How a webhook endpoint's secret is to be replaced.",
            [
                .optional(
                    "grace_seconds",
                    .integer(
                        "For how long the secret before shall sign as well. A day, unless sent.",
                        in: WebhookSecretRotation.graceRange
                    )
                )
            ]
        )
    )

    static let webhookNothing = Component("WebhookRequest", .input("There is nothing to be said.", []))
}

extension Schema {
    fileprivate static func webhookURL(_ description: String) -> Schema {
        .string(
            description + " https, without a user or a fragment.",
            length: 1...2048,
            pattern: "^[hH][tT][tT][pP][sS]?://[!-~]+$"
        )
    }

    fileprivate static let chosenEvent: Schema = .one(of: WebhookEvent.Kind.chosen.map(\.rawValue), "An event.")

    fileprivate static func chosenEvents(_ description: String) -> Schema {
        .array(of: chosenEvent, description, count: 1...WebhookEvent.Kind.chosen.count, unique: true)
    }
}
