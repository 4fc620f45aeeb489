internal import Domain
internal import Operations
internal import Wire

/// `…/preview` of a key and of a group, and which of a key's scopes are in use.
struct PreviewHandlers: Sendable {
    private let previewKey: PreviewKey
    private let previewGroup: PreviewGroup
    private let readScopeUse: ReadScopeUse

    init(_ platform: Platform) {
        previewKey = PreviewKey(platform: platform)
        previewGroup = PreviewGroup(platform: platform)
        readScopeUse = ReadScopeUse(platform: platform)
    }

    func ofKey(_ request: APIRequest) async throws -> APIResponse {
        let preview = try await previewKey(
            try request.id("key", APIKey.self),
            { try request.previewDraft },
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(preview.json)
    }

    func ofGroup(_ request: APIRequest) async throws -> APIResponse {
        let preview = try await previewGroup(
            try request.id("group", AuthorizationGroup.self),
            { try request.groupPreview },
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(preview.json)
    }

    func scopes(_ request: APIRequest) async throws -> APIResponse {
        let use = try await readScopeUse(
            try request.id("key", APIKey.self),
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(use.json)
    }
}

extension APIRequest {
    fileprivate var previewDraft: PreviewDraft {
        get throws(Failure) {
            let fields = try body()
            let (values, errors) = fields.salvage(
                fields.optional("action", .string),
                fields.sent("ip_allowlist", .array(of: .string, count: 0...1_000).null(as: [])),
                fields.sent("scopes", .array(of: .string, count: 0...Scope.mostInCatalogue)),
                fields.sent("authorization_group_id", .string)
            )
            let edit = KeyEdit(
                ipAllowlist: values.1,
                scopes: values.2,
                authorizationGroupID: values.3,
                formErrors: errors
            )
            return PreviewDraft(action: values.0, edit: edit)
        }
    }

    /// Only scopes bear on checks.
    fileprivate var groupPreview: GroupEdit {
        get throws(Failure) {
            let fields = try body()
            let (scopes, errors) = fields.salvage(
                fields.optional("scopes", .array(of: .string, count: 0...Scope.mostInCatalogue))
            )
            // An edit leaves what is not sent as it is; asking about that makes no sense.
            let isMissing = scopes == nil && errors.isEmpty
            let missing = isMissing ? [InputError("/scopes", "REQUIRED", "The scopes are needed.")] : []
            return GroupEdit(scopes: scopes, formErrors: errors + missing)
        }
    }
}
