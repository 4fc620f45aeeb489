internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/policy`.
struct PolicyHandlers: Sendable {
    private let readPolicy: ReadPolicy
    private let editPolicy: EditPolicy

    init(_ platform: Platform) {
        readPolicy = ReadPolicy(platform: platform)
        editPolicy = EditPolicy(platform: platform)
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await readPolicy(of: try request.id("tenant", Tenant.self), call: try request.call))
    }

    func edit(_ request: APIRequest) async throws -> APIResponse {
        let edited = try await editPolicy(
            of: try request.id("tenant", Tenant.self),
            { try request.policyEdit },
            call: try request.call
        )
        return .ok(edited)
    }
}

extension APIRequest {
    fileprivate var policyEdit: EditPolicy.Input {
        get throws(Failure) {
            EditPolicy.Input(edit: PolicyEdit(try bodyJSON()), expectedVersion: try expectedVersion)
        }
    }
}
