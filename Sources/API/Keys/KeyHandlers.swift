internal import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/keys`.
struct KeyHandlers: Sendable {
    private let createKey: CreateKey
    private let readKey: ReadKey
    private let listKeys: ListKeys
    private let summariseKeys: SummariseKeys
    private let revokeKey: RevokeKey

    init(_ platform: Platform) {
        createKey = CreateKey(platform: platform)
        readKey = ReadKey(platform: platform)
        listKeys = ListKeys(platform: platform)
        summariseKeys = SummariseKeys(platform: platform)
        revokeKey = RevokeKey(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await listKeys(in: tenant, { try request.keyList }, call: try request.call).json(\.body))
    }

    func summary(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await summariseKeys(in: tenant, call: try request.call).body)
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .created(try await createKey({ try request.keyDraft }, in: tenant, call: try request.call))
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        let view = try await readKey(
            try request.id("key", APIKey.self),
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(view)
    }

    func revoke(_ request: APIRequest) async throws -> APIResponse {
        let revoked = try await revokeKey(
            try request.id("key", APIKey.self),
            { try request.revocation },
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(revoked)
    }
}

extension APIRequest {
    fileprivate var revocation: RevokeKey.Input {
        get throws(Failure) {
            let fields = try optionalBody()
            let (reason, compromised) = try fields.finish(
                fields.optional("reason", .text(Description.init(validating:at:))),
                fields.optional("compromised", .bool, default: false)
            )
            return RevokeKey.Input(
                reason: reason?.text,
                compromised: compromised,
                expectedVersion: try expectedVersion
            )
        }
    }
}
