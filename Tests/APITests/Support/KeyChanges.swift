import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Everything that can be asked of a key that is there.
enum Ask: String, CaseIterable, Sendable {
    case edit, disable, enable, rotate, duplicate, revoke

    var action: String { self == .edit ? "key.update" : "key.\(rawValue)" }
    /// When it succeeds.
    var status: UInt { self == .duplicate ? 201 : 200 }
}

extension TestPlatform {
    /// Asks for a change of a key, as the tenant's person unless somebody else's token is given. Editing names any version
    /// unless the headers name one.
    func ask(
        _ ask: Ask,
        _ key: String,
        in tenant: TestTenant,
        _ body: JSON? = nil,
        token: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> HTTPReply {
        let path = tenant.path + "/keys/\(key)"
        let token = token ?? tenant.token
        guard ask == .edit else {
            return try await send(.POST, "\(path)/\(ask.rawValue)", body, token: token, headers: headers)
        }
        var headers = headers
        if !headers.contains(name: "If-Match") { headers.add(name: "If-Match", value: "*") }
        return try await send(.PATCH, path, body ?? ["description": "Edited"], token: token, headers: headers)
    }

    func read(_ key: String, in tenant: TestTenant) async throws -> HTTPReply {
        try await send(.GET, tenant.path + "/keys/\(key)", token: tenant.token)
    }

    /// A key of a tenant whose keys have groups.
    func makeKey(
        in tenant: TestTenant,
        name: String = "Test key",
        group: String,
        _ more: [String: JSON] = [:]
    ) async throws -> (id: String, secret: String) {
        let members = [JSON.Member("name", .string(name)), JSON.Member("authorization_group_id", .string(group))]
        let reply = try await send(
            .POST,
            tenant.path + "/keys",
            .object(members + more.map { JSON.Member($0.key, $0.value) }),
            token: tenant.token
        )
        return (try #require(reply.string("key", "id"), "\(reply.text)"), try #require(reply.string("secret")))
    }

    /// Somebody in the tenant who grants no more than these scopes.
    func makeBounded(in tenant: TestTenant, role: Role, to scopes: [String]) async throws -> TestTenant {
        let bounded = try await makePerson(role, in: tenant.id)
        try await limit(
            bounded.person,
            to: try await makeGroup(in: tenant, name: "Ceiling", type: "USER", scopes: scopes)
        )
        return bounded
    }

    /// The tenant's audit events of this action, in their order.
    func audited(_ action: String, of tenant: String) async throws -> [JSON] {
        try await auditTrail(of: tenant).map { try JSON(parsing: Array($0.row.utf8)) }
            .filter { $0["action"] == .string(action) }
    }
}

/// Runs these at once, and waits for them all.
func atOnce<Result: Sendable>(
    _ count: Int,
    _ body: @escaping @Sendable (Int) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: Result.self) { group in
        for number in 0..<count { group.addTask { try await body(number) } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}
