internal import Domain
internal import Operations

/// `/v1/tenants/{tenant}/keys`.
struct KeyHandlers: Sendable {
    private let createKey: CreateKey
    private let readKey: ReadKey
    private let listKeys: ListKeys
    private let summariseKeys: SummariseKeys

    init(_ platform: Platform) {
        createKey = CreateKey(platform: platform)
        readKey = ReadKey(platform: platform)
        listKeys = ListKeys(platform: platform)
        summariseKeys = SummariseKeys(platform: platform)
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
}
