package import Domain
package import Store

extension WebhookDelivery: Replayable {
    package var eTag: String? { nil }

    /// As it was just made.
    package var body: JSON { .object(members) }

    fileprivate var members: [JSON.Member] {
        [
            JSON.Member("id", JSON(id)), JSON.Member("endpoint_id", JSON(endpoint)),
            JSON.Member("event_id", JSON(event)), JSON.Member("event", .string(type.rawValue)),
            JSON.Member("status", .string(status.rawValue)),
            JSON.Member("attempt_count", .integer(Int64(attempts))),
            JSON.Member("created_at", JSON(createdAt)), JSON.Member("next_attempt_at", JSON(dueAt)),
            JSON.Member("delivered_at", JSON(deliveredAt)), JSON.Member("redelivers", JSON(redelivers)),
        ]
    }
}

extension ListedDelivery {
    package var body: JSON {
        .object(
            delivery.members + [
                JSON.Member("last_outcome", JSON(lastOutcome?.rawValue)),
                JSON.Member("last_answer_status", lastAnswer.map { .integer(Int64($0)) } ?? nil),
            ]
        )
    }
}

/// A delivery with each time that it was sent.
package struct DeliveryView: Sendable {
    let delivery: WebhookDelivery
    /// What is sent, byte for byte.
    let text: String
    let attempts: [DeliveryAttempt]

    package var body: JSON {
        .object(delivery.members + [JSON.Member("attempts", .array(attempts.map { $0.json(sending: text) }))])
    }
}

extension DeliveryAttempt {
    fileprivate func json(sending text: String) -> JSON {
        [
            "number": .integer(Int64(number)), "at": JSON(at), "took_ms": .integer(Int64(tookMilliseconds)),
            "outcome": .string(outcome.rawValue), "address": JSON(address),
            "request": ["headers": requestHeaders.json, "body": .string(text)], "answer": answer?.json ?? nil,
        ]
    }
}

extension DeliveryAttempt.Answer {
    fileprivate var json: JSON {
        // What is no UTF-8 is shown as that.
        [
            "status": .integer(Int64(status)), "headers": headers.json,
            "body": .string(String(decoding: body, as: UTF8.self)),
        ]
    }
}

extension HeaderLines {
    fileprivate var json: JSON {
        .array(fields.map { ["name": .string($0.name), "value": .string($0.value)] })
    }
}
