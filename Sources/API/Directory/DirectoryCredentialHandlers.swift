internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/directory-credentials`.
struct DirectoryCredentialHandlers: Sendable {
    private let listCredentials: ListDirectoryCredentials
    private let createCredential: CreateDirectoryCredential
    private let deleteCredential: DeleteDirectoryCredential

    init(_ platform: Platform) {
        listCredentials = ListDirectoryCredentials(platform: platform)
        createCredential = CreateDirectoryCredential(platform: platform)
        deleteCredential = DeleteDirectoryCredential(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await listCredentials(in: tenant, call: try request.call).json(\.body))
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .created(
            try await createCredential({ try request.credentialDraft }, in: tenant, call: try request.call)
        )
    }

    func delete(_ request: APIRequest) async throws -> APIResponse {
        try await deleteCredential(
            try request.id("directory_credential", DirectoryCredential.self),
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .noContent
    }
}

extension APIRequest {
    fileprivate var credentialDraft: DirectoryCredentialDraft {
        get throws(Failure) {
            let fields = try body()
            let (values, errors) = fields.salvage(
                fields.optional("name", .string),
                fields.optional("expires_at", .instant)
            )
            let (name, expiresAt) = values
            return DirectoryCredentialDraft(name: name, expiresAt: expiresAt, formErrors: errors)
        }
    }
}
