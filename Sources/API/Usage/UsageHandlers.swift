internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/usage`, and the same of a key.
struct UsageHandlers: Sendable {
    private let readKeyUsage: ReadKeyUsage
    private let readTenantUsage: ReadTenantUsage

    init(_ platform: Platform) {
        readKeyUsage = ReadKeyUsage(platform: platform)
        readTenantUsage = ReadTenantUsage(platform: platform)
    }

    func ofKey(_ request: APIRequest) async throws -> APIResponse {
        let series = try await readKeyUsage(
            try request.id("key", APIKey.self),
            in: try request.id("tenant", Tenant.self),
            { try request.usageQuery },
            call: try request.call
        )
        return .ok(series.json)
    }

    func ofTenant(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await readTenantUsage(of: tenant, { try request.usageQuery }, call: try request.call).json)
    }
}

extension APIRequest {
    fileprivate var usageQuery: UsageQuery {
        get throws(Failure) {
            let query = query
            let (interval, from, to) = try query.finish(
                query.optional("interval", .enum(UsageInterval.self), default: .hour),
                query.optional("from", .instant),
                query.optional("to", .instant)
            )
            return UsageQuery(interval: interval, from: from, to: to)
        }
    }
}
