package import Domain
package import Store

/// What was sent to an endpoint and is on its way to it, newest first. A page for which too much would have to be looked at
/// ends early, and is gone on with from there.
package struct ListDeliveries: Sendable {
    private let platform: Platform
    private let looks: Int

    package init(platform: Platform, looks: Int = 5000) {
        self.platform = platform
        self.looks = looks
    }

    package struct Input: Sendable {
        package let page: PageRequest
        package let status: WebhookDelivery.Status?
        package let event: WebhookEvent.Kind?

        package init(
            page: PageRequest = PageRequest(),
            status: WebhookDelivery.Status? = nil,
            event: WebhookEvent.Kind? = nil
        ) {
            self.page = page
            self.status = status
            self.event = event
        }
    }

    package func callAsFunction(
        to endpoint: ID<WebhookEndpoint>,
        in tenant: ID<Tenant>,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> Page<ListedDelivery> {
        let authorization = try await platform.authorize(.webhookRead, on: tenant, for: call)
        _ = try await platform.read(authorization) { $0.webhookEndpoint(endpoint) }.found
        let input = try read()
        let list = "deliveries \(endpoint) \(input.status?.rawValue ?? "") \(input.event?.rawValue ?? "")"
        let listing = DeliveryListing(
            endpoint: endpoint,
            status: input.status,
            event: input.event,
            before: try input.page.cursor.map { try DeliveryPlace(json: try platform.cursors.open($0, of: list)) },
            limit: input.page.limit,
            looks: looks
        )
        let (found, lastLook) = try await platform.read(authorization) { transaction in
            (transaction.deliveries(listing), transaction.lastLook(listing))
        }
        let shown = Array(found.prefix(listing.limit))
        let next = found.count > listing.limit ? shown.last.map(\.delivery).map(DeliveryPlace.init) : lastLook
        return Page(elements: shown, nextCursor: next.map { platform.cursors.seal($0.json, of: list) })
    }
}

extension DeliveryPlace {
    fileprivate init(_ delivery: WebhookDelivery) {
        self.init(createdAt: delivery.createdAt, id: delivery.id)
    }

    fileprivate init(json: JSON) throws {
        guard case .integer(let createdAt)? = json["at"], case .string(let id)? = json["id"],
            let id = ID<WebhookDelivery>(id)
        else { throw Failure.invalidCursor() }
        self.init(createdAt: Instant(microseconds: createdAt), id: id)
    }

    fileprivate var json: JSON { ["at": .integer(createdAt.microseconds), "id": JSON(id)] }
}
