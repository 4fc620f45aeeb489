internal import Domain
internal import HTTPTypes

extension DeliveryHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            deliveries,
            "listWebhookDeliveries",
            .webhooks,
            "List the deliveries to a webhook endpoint",
            """
            Newest first. They are kept for 30 days. Under a filter a page may end early, even empty, where too many had to be \
            looked at; `next_cursor` goes on from there.
            """,
            query: QueryParameter.page + [
                QueryParameter("status", .one(of: WebhookDelivery.Status.self, "Only those that are this now.")),
                QueryParameter("event", .one(of: WebhookEvent.Kind.self, "Only those of this event.")),
            ],
            answer: .ok("A page of deliveries.", .page(of: .listedDelivery, "A page of deliveries."))
                .giving("webhook_delivery", at: "/data/0/id")
        ),
        Operation(
            .get,
            deliveries + "/{webhook_delivery}",
            "readWebhookDelivery",
            .webhooks,
            "Read a delivery with all its attempts",
            "What was sent each time, and what came back.",
            answer: .ok("The delivery.", Schema(.deliveryWithAttempts))
        ),
        Operation(
            .post,
            deliveries + "/{webhook_delivery}/redeliver",
            "redeliverWebhook",
            .webhooks,
            "Send an event once more",
            """
            At once, whatever has come of it: the same message under the same `webhook-id`, in a delivery of its own. 409 while \
            the endpoint is disabled.
            """,
            body: .optional(.webhookNothing, example: [:]),
            answer: .created("The new delivery, on its way.", Schema(.webhookDelivery))
                .giving("webhook_delivery", at: "/id"),
            errors: [.conflict]
        ),
    ]

    private static let deliveries = "/v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/deliveries"
}

extension Component {
    static let webhookDelivery = Component(
        "WebhookDelivery",
        .answer("One event on its way to one endpoint.", deliveryFields)
    )

    fileprivate static let listedDelivery = Component(
        "ListedWebhookDelivery",
        .answer(
            "One event on its way to one endpoint, with what came of it last.",
            deliveryFields + [
                .optional("last_outcome", outcome),
                .optional("last_answer_status", .count("The status that the endpoint answered; null for none.")),
            ]
        )
    )

    fileprivate static let deliveryWithAttempts = Component(
        "WebhookDeliveryWithAttempts",
        .answer(
            "A delivery with each time that it was sent.",
            deliveryFields + [
                .required("attempts", .array(of: Schema(attempt), "Each time that it was sent, the first one first."))
            ]
        )
    )

    private static let deliveryFields: [InputField] = [
        .required("id", .id(WebhookDelivery.self, "The delivery's id.")),
        .required("endpoint_id", .id(WebhookEndpoint.self, "Where it goes.")),
        .required(
            "event_id",
            .id(
                AuditEvent.self,
                "The message's `webhook-id`, by which it is known again: the id of the change's audit event."
            )
        ),
        .required("event", .one(of: WebhookEvent.Kind.self, "What happened.")),
        .required(
            "status",
            .one(of: WebhookDelivery.Status.self, "What has become of it. `FAILED` is not tried again by itself.")
        ),
        .required("attempt_count", .count("How often it was sent.")),
        .required("created_at", .instant("When it was put on its way.")),
        .optional("next_attempt_at", .instant("When it is sent next; null when it is over.")),
        .optional("delivered_at", .instant("When the endpoint took it.")),
        .optional("redelivers", .id(WebhookDelivery.self, "The delivery that was asked for once more.")),
    ]

    private static let attempt = Component(
        "WebhookAttempt",
        .answer(
            "What was sent once, and what came of it.",
            [
                "number": .integer("Which attempt it was.", in: 1...1000),
                "at": .instant("When it was sent."),
                "took_ms": .count("How long it took."),
                "outcome": outcome,
                "address": .string("The address that was connected to; null for none.").orNull,
                "request": .answer(
                    "What was sent, as a POST.",
                    ["headers": headers, "body": .string("Byte for byte: what is signed.")]
                ),
                "answer": Schema.answer(
                    "What was answered; null for nothing.",
                    [
                        "status": .integer("Its status.", in: 100...999), "headers": headers,
                        "body": .string("The beginning of it, as text."),
                    ]
                ).orNull,
            ]
        )
    )

    private static let outcome: Schema = .one(of: DeliveryOutcome.self, "What came of it.")

    private static let headers: Schema = .array(
        of: .answer("A header field.", ["name": .string("Its name."), "value": .string("Its value.")]),
        "Header fields."
    )
}
