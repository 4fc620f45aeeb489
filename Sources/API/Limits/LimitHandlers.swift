internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/key-limit` and `/v1/tenants/{tenant}/limit-requests`, and staff's `/v1/limit-requests`.
struct LimitHandlers: Sendable {
    private let readKeyLimit: ReadKeyLimit
    private let raiseLimit: RaiseLimit
    private let requestLimit: RequestLimit
    private let readLimitRequest: ReadLimitRequest
    private let listLimitRequests: ListLimitRequests
    private let listAllLimitRequests: ListAllLimitRequests
    private let decideLimitRequest: DecideLimitRequest

    init(_ platform: Platform) {
        readKeyLimit = ReadKeyLimit(platform: platform)
        raiseLimit = RaiseLimit(platform: platform)
        requestLimit = RequestLimit(platform: platform)
        readLimitRequest = ReadLimitRequest(platform: platform)
        listLimitRequests = ListLimitRequests(platform: platform)
        listAllLimitRequests = ListAllLimitRequests(platform: platform)
        decideLimitRequest = DecideLimitRequest(platform: platform)
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await readKeyLimit(of: try request.id("tenant", Tenant.self), call: try request.call))
    }

    func raise(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await raiseLimit({ try request.limitRaise }, of: tenant, call: try request.call))
    }

    func listRequests(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        let page = try await listLimitRequests(of: tenant, { try request.limitRequestFilter }, call: try request.call)
        return .ok(page.json(\.body))
    }

    func listAllRequests(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await listAllLimitRequests({ try request.limitRequestFilter }, call: try request.call).json(\.body))
    }

    func createRequest(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .created(try await requestLimit({ try request.newLimitRequest }, for: tenant, call: try request.call))
    }

    func readRequest(_ request: APIRequest) async throws -> APIResponse {
        let view = try await readLimitRequest(
            try request.id("limit_request", LimitRequest.self),
            of: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(view)
    }

    func approve(_ request: APIRequest) async throws -> APIResponse {
        try await decide(request) { try request.limitApproval }
    }

    func deny(_ request: APIRequest) async throws -> APIResponse {
        try await decide(request) { try request.limitDenial }
    }

    private func decide(
        _ request: APIRequest,
        _ read: () throws -> DecideLimitRequest.Input
    ) async throws -> APIResponse {
        let decided = try await decideLimitRequest(
            try request.id("limit_request", LimitRequest.self),
            read,
            of: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(decided)
    }
}
