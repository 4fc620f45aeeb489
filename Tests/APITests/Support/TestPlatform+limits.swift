import Domain
import NIOHTTP1
import TestSupport
import Testing

extension TestPlatform {
    /// A tenant's request for a higher limit, as its person makes it.
    func askForMore(
        _ limit: Int64 = 50,
        reason: String = "Black Friday",
        in tenant: TestTenant
    ) async throws -> HTTPReply {
        try await send(
            .POST,
            tenant.path + "/limit-requests",
            ["requested_limit": .integer(limit), "reason": .string(reason)],
            token: tenant.token
        )
    }

    /// The id of a tenant's request for a higher limit.
    func makeLimitRequest(_ limit: Int64 = 50, in tenant: TestTenant) async throws -> String {
        let reply = try await askForMore(limit, in: tenant)
        return try #require(reply.string("id"), "\(reply.text)")
    }

    func approve(
        _ request: String,
        of tenant: TestTenant,
        limit: Int64? = nil,
        _ token: String,
        headers: HTTPHeaders = [:]
    ) async throws -> HTTPReply {
        let limit = limit.map { [JSON.Member("limit", .integer($0))] } ?? []
        return try await send(
            .POST,
            tenant.path + "/limit-requests/\(request)/approve",
            .object([JSON.Member("reason", "Fine")] + limit),
            token: token,
            headers: headers
        )
    }

    func deny(_ request: String, of tenant: TestTenant, _ token: String) async throws -> HTTPReply {
        let path = tenant.path + "/limit-requests/\(request)/deny"
        return try await send(.POST, path, ["reason": "Not now"], token: token)
    }

    func setLimit(
        _ limit: Int64,
        of tenant: TestTenant,
        _ token: String,
        headers: HTTPHeaders = [:]
    ) async throws -> HTTPReply {
        let body: JSON = ["limit": .integer(limit), "reason": "A good customer"]
        return try await send(.PUT, tenant.path + "/key-limit", body, token: token, headers: headers)
    }

    func keyLimit(of tenant: TestTenant) async throws -> HTTPReply {
        try await send(.GET, tenant.path + "/key-limit", token: tenant.token)
    }
}

/// What every reason that is refused is refused for.
let wrongReasons: [(JSON, String)] = [
    (.null, "WRONG_TYPE"), (5, "WRONG_TYPE"), ("", "BLANK"), (" \n", "BLANK"), ("a\u{202E}b", "INVALID_CHARACTER"),
    (.string(String(repeating: "a", count: 1001)), "TOO_LONG"),
]
