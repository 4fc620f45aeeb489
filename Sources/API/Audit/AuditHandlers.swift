internal import Domain
internal import HTTPTypes
internal import Operations

/// `/v1/tenants/{tenant}/audit-events`, the same of the platform, and a key's history.
struct AuditHandlers: Sendable {
    private let listAuditEvents: ListAuditEvents
    private let readKeyHistory: ReadKeyHistory
    private let verifyTrail: VerifyTrail
    private let listAuditCheckpoints: ListAuditCheckpoints
    private let exportTrail: ExportTrail
    private let readAuditKeys: ReadAuditKeys

    init(_ platform: Platform) {
        listAuditEvents = ListAuditEvents(platform: platform)
        readKeyHistory = ReadKeyHistory(platform: platform)
        verifyTrail = VerifyTrail(platform: platform)
        listAuditCheckpoints = ListAuditCheckpoints(platform: platform)
        exportTrail = ExportTrail(platform: platform)
        readAuditKeys = ReadAuditKeys(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let page = try await listAuditEvents(of: try request.trail, { try request.auditList }, call: try request.call)
        return .ok(page.json(\.body))
    }

    func ofKey(_ request: APIRequest) async throws -> APIResponse {
        let page = try await readKeyHistory(
            of: try request.id("key", APIKey.self),
            in: try request.id("tenant", Tenant.self),
            { try request.page },
            call: try request.call
        )
        return .ok(page.json(\.body))
    }

    func verify(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await verifyTrail(of: try request.trail, call: try request.call).json)
    }

    func heads(_ request: APIRequest) async throws -> APIResponse {
        let page = try await listAuditCheckpoints(of: try request.trail, { try request.page }, call: try request.call)
        return .ok(page.json(\.json))
    }

    func export(_ request: APIRequest) async throws -> APIResponse {
        let export = try await exportTrail(of: try request.trail, { try request.auditExport }, call: try request.call)
        var response = APIResponse(.ok, headers: [.contentType: "application/jsonl"])
        response.stream = { write in try await export.write(to: write) }
        return response
    }

    func keys(_ request: APIRequest) async throws -> APIResponse {
        .ok(readAuditKeys())
    }
}
