internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/webhook-endpoints`.
struct WebhookHandlers: Sendable {
    private let listEndpoints: ListWebhookEndpoints
    private let createEndpoint: CreateWebhookEndpoint
    private let readEndpoint: ReadWebhookEndpoint
    private let editEndpoint: EditWebhookEndpoint
    private let deleteEndpoint: DeleteWebhookEndpoint
    private let rotateWebhookSecret: RotateWebhookSecret
    private let testEndpoint: TestWebhookEndpoint

    init(_ platform: Platform) {
        listEndpoints = ListWebhookEndpoints(platform: platform)
        createEndpoint = CreateWebhookEndpoint(platform: platform)
        readEndpoint = ReadWebhookEndpoint(platform: platform)
        editEndpoint = EditWebhookEndpoint(platform: platform)
        deleteEndpoint = DeleteWebhookEndpoint(platform: platform)
        rotateWebhookSecret = RotateWebhookSecret(platform: platform)
        testEndpoint = TestWebhookEndpoint(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await listEndpoints(in: tenant, { try request.page }, call: try request.call).json(\.body))
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .created(
            try await createEndpoint({ try request.endpointDraft }, in: tenant, call: try request.call)
        )
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, endpoint) = try request.tenantAndEndpoint
        return .ok(try await readEndpoint(endpoint, in: tenant, call: try request.call))
    }

    func edit(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, endpoint) = try request.tenantAndEndpoint
        return .ok(
            try await editEndpoint(endpoint, { try request.endpointEdit }, in: tenant, call: try request.call)
        )
    }

    func delete(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, endpoint) = try request.tenantAndEndpoint
        try await deleteEndpoint(endpoint, { try request.expectedVersion }, in: tenant, call: try request.call)
        return .noContent
    }

    func rotateSecret(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, endpoint) = try request.tenantAndEndpoint
        return .ok(
            try await rotateWebhookSecret(
                endpoint,
                { try request.secretRotation },
                in: tenant,
                call: try request.call
            )
        )
    }

    func test(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, endpoint) = try request.tenantAndEndpoint
        return .created(
            try await testEndpoint(endpoint, { try request.requireNothing() }, in: tenant, call: try request.call)
        )
    }
}

extension APIRequest {
    var tenantAndEndpoint: (ID<Tenant>, ID<WebhookEndpoint>) {
        get throws(Failure) { (try id("tenant", Tenant.self), try id("webhook_endpoint", WebhookEndpoint.self)) }
    }

    /// No body, or an empty object.
    func requireNothing() throws(Failure) {
        _ = try optionalBody().finish()
    }

    fileprivate var endpointDraft: WebhookEndpointDraft {
        get throws(Failure) {
            let fields = try body()
            let (values, errors) = fields.salvage(
                fields.optional("url", .string),
                fields.optional("events", .array(of: .string, count: 0...100)),
                fields.optional("description", .string)
            )
            let (url, events, description) = values
            return WebhookEndpointDraft(url: url, events: events, description: description, formErrors: errors)
        }
    }

    fileprivate var endpointEdit: WebhookEndpointEdit {
        get throws(Failure) {
            let fields = try body()
            fields.refuse(["secret"], "NOT_EDITABLE", "It changes with a rotation: rotate-secret.")
            fields.refuse(["status"], "NOT_EDITABLE", "Send enabled, true or false.")
            fields.refuse(Self.notEditable, "NOT_EDITABLE", "It cannot be edited.")
            let (values, errors) = fields.salvage(
                fields.sent("url", .string),
                fields.sent("events", .array(of: .string, count: 0...100)),
                fields.sent("description", .string.null(as: "")),
                fields.sent("enabled", .bool)
            )
            let (url, events, description, isEnabled) = values
            return WebhookEndpointEdit(
                url: url,
                events: events,
                description: description,
                isEnabled: isEnabled,
                expectedVersion: try expectedVersion,
                formErrors: errors
            )
        }
    }

    private static let notEditable = [
        "id", "tenant_id", "disabled_at", "disabled_because", "failures", "failing_since", "previous_secret_until",
        "created_at", "created_by", "updated_at",
    ]

    fileprivate var secretRotation: WebhookSecretRotation {
        get throws(Failure) {
            let fields = try optionalBody()
            let grace = try fields.finish(
                fields.optional("grace_seconds", .integer(in: WebhookSecretRotation.graceRange))
            )
            return WebhookSecretRotation(graceSeconds: grace, expectedVersion: try expectedVersion)
        }
    }
}
