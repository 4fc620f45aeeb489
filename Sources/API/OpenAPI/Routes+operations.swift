internal import HTTPTypes

extension Routes {
    /// What the OpenAPI document says of them, room by room.
    static let operations: [Operation] =
        SessionHandlers.operations + PasswordHandlers.operations + SecondFactorHandlers.operations
        + TenantHandlers.operations + PolicyHandlers.operations
        + PresetHandlers.operations + LimitHandlers.operations + GroupHandlers.operations
        + MemberHandlers.operations + LinkHandlers.operations + KeyHandlers.operations
        + KeyChangeHandlers.operations + LeakHandlers.operations + UsageHandlers.operations
        + AuditHandlers.operations + PreviewHandlers.operations + SingleSignOnHandlers.operations
        + DirectoryCredentialHandlers.operations + RoleMappingHandlers.operations
        + WebhookHandlers.operations + DeliveryHandlers.operations + DocumentHandlers.operations

    /// What is described, as `GET /v1/tenants ?cursor ?limit`: a test holds that it is what there is.
    package static var described: [String] {
        operations.map { operation in
            ([operation.method.rawValue, operation.template] + operation.query.map { "?\($0.name)" }.sorted())
                .joined(separator: " ")
        }
    }
}
