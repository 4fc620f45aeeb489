internal import Domain

extension WebhookEvent {
    static func limitRequested(_ request: LimitRequest, beside limit: Int) -> WebhookEvent {
        WebhookEvent(
            .limitRequested,
            [
                "id": JSON(request.id), "tenant_id": JSON(request.tenant),
                "requested_limit": .integer(Int64(request.requestedLimit)), "limit": .integer(Int64(limit)),
                "reason": .string(request.reason),
            ]
        )
    }

    /// Nil when it was not raised.
    static func limitRaised(
        of tenant: ID<Tenant>,
        from before: Int,
        to limit: Int,
        reason: String?,
        request: ID<LimitRequest>? = nil
    ) -> WebhookEvent? {
        guard limit > before else { return nil }
        return WebhookEvent(
            .limitRaised,
            [
                "tenant_id": JSON(tenant), "limit": .integer(Int64(limit)), "previous_limit": .integer(Int64(before)),
                "reason": JSON(reason), "limit_request_id": request.map { JSON($0) } ?? nil,
            ]
        )
    }
}
