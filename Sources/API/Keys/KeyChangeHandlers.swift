internal import Domain
internal import Operations

/// What can be done to `/v1/tenants/{tenant}/keys/{key}`.
struct KeyChangeHandlers: Sendable {
    private let editKey: EditKey
    private let disableKey: DisableKey
    private let enableKey: EnableKey
    private let rotateKey: RotateKey
    private let duplicateKey: DuplicateKey
    private let revokeKey: RevokeKey

    init(_ platform: Platform) {
        editKey = EditKey(platform: platform)
        disableKey = DisableKey(platform: platform)
        enableKey = EnableKey(platform: platform)
        rotateKey = RotateKey(platform: platform)
        duplicateKey = DuplicateKey(platform: platform)
        revokeKey = RevokeKey(platform: platform)
    }

    func edit(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, key) = try request.tenantAndKey
        return .resource(try await editKey(key, { try request.keyEdit }, in: tenant, call: try request.call))
    }

    func disable(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, key) = try request.tenantAndKey
        return .ok(
            try await disableKey(key, ifMatch: { try request.versionAlone }, in: tenant, call: try request.call)
        )
    }

    func enable(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, key) = try request.tenantAndKey
        return .ok(
            try await enableKey(key, ifMatch: { try request.versionAlone }, in: tenant, call: try request.call)
        )
    }

    func rotate(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, key) = try request.tenantAndKey
        return .ok(try await rotateKey(key, { try request.rotation }, in: tenant, call: try request.call))
    }

    func duplicate(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, key) = try request.tenantAndKey
        return .created(try await duplicateKey(key, { try request.duplicate }, in: tenant, call: try request.call))
    }

    func revoke(_ request: APIRequest) async throws -> APIResponse {
        let (tenant, key) = try request.tenantAndKey
        return .ok(try await revokeKey(key, { try request.revocation }, in: tenant, call: try request.call))
    }
}

extension APIRequest {
    fileprivate var tenantAndKey: (ID<Tenant>, ID<APIKey>) {
        get throws(Failure) { (try id("tenant", Tenant.self), try id("key", APIKey.self)) }
    }
}
