internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/deliveries`.
struct DeliveryHandlers: Sendable {
    private let listDeliveries: ListDeliveries
    private let readDelivery: ReadDelivery
    private let redeliverEvent: RedeliverEvent

    init(_ platform: Platform) {
        listDeliveries = ListDeliveries(platform: platform)
        readDelivery = ReadDelivery(platform: platform)
        redeliverEvent = RedeliverEvent(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, endpoint) = try request.tenantAndEndpoint
        let page = try await listDeliveries(
            to: endpoint,
            in: tenant,
            { try request.deliveryList },
            call: try request.call
        )
        return .ok(page.json(\.body))
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, endpoint) = try request.tenantAndEndpoint
        let delivery = try await readDelivery(
            try request.id("webhook_delivery", WebhookDelivery.self),
            to: endpoint,
            in: tenant,
            call: try request.call
        )
        return .ok(delivery.body)
    }

    func redeliver(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, endpoint) = try request.tenantAndEndpoint
        return .created(
            try await redeliverEvent(
                try request.id("webhook_delivery", WebhookDelivery.self),
                to: endpoint,
                { try request.requireNothing() },
                in: tenant,
                call: try request.call
            )
        )
    }
}

extension APIRequest {
    fileprivate var deliveryList: ListDeliveries.Input {
        get throws(Failure) {
            let query = query
            let (limit, cursor, status, event) = try query.finish(
                query.optional("limit", .integer(in: PageRequest.limits), default: PageRequest.defaultLimit),
                query.optional("cursor", .string),
                query.optional("status", .enum(WebhookDelivery.Status.self)),
                query.optional("event", .enum(WebhookEvent.Kind.self))
            )
            return ListDeliveries.Input(
                page: PageRequest(limit: limit, cursor: cursor),
                status: status,
                event: event
            )
        }
    }
}
