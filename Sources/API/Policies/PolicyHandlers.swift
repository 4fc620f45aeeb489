internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/policy`.
struct PolicyHandlers: Sendable {
    private let readPolicy: ReadPolicy

    init(_ platform: Platform) {
        readPolicy = ReadPolicy(platform: platform)
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await readPolicy(of: try request.id("tenant", Tenant.self), call: try request.call).json)
    }
}
