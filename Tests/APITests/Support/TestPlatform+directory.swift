import Domain
import NIOHTTP1
import Postgres
import Store
import TestSupport
import Testing

/// A tenant's directory, as it calls on us.
struct TestDirectory: Sendable {
    let platform: TestPlatform
    let tenant: String
    let token: String
    /// Of its credential.
    let id: String

    var path: String { "/scim/v2/\(tenant)" }

    func send(
        _ method: HTTPMethod,
        _ path: String,
        _ json: JSON? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> HTTPReply {
        var headers = headers
        if json != nil { headers.add(name: "Content-Type", value: "application/scim+json") }
        return try await platform.send(method, self.path + path, json, token: token, headers: headers)
    }

    /// Tells of somebody; answers their id in the directory.
    func add(_ userName: String, _ more: [String: JSON] = [:]) async throws -> String {
        let reply = try await send(.POST, "/Users", scimUser(userName, more))
        return try #require(reply.string("id"), "\(reply.text)")
    }

    /// Tells of a group; answers its id.
    func add(group name: String, _ members: [String] = []) async throws -> String {
        let reply = try await send(.POST, "/Groups", scimGroup(name, members))
        return try #require(reply.string("id"), "\(reply.text)")
    }

    func patch(_ path: String, _ operations: JSON...) async throws -> HTTPReply {
        try await send(
            .PATCH,
            path,
            ["schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": .array(operations)]
        )
    }
}

func scimUser(_ userName: String, _ more: [String: JSON] = [:]) -> JSON {
    let members = [
        JSON.Member("schemas", ["urn:ietf:params:scim:schemas:core:2.0:User"]),
        JSON.Member("userName", .string(userName)),
    ]
    return .object(members + more.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) })
}

func scimGroup(_ name: String, _ members: [String] = []) -> JSON {
    [
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": .string(name),
        "members": .array(members.map { ["value": .string($0)] }),
    ]
}

extension TestPlatform {
    func makeDirectory(in tenant: TestTenant, _ more: [String: JSON] = [:]) async throws -> TestDirectory {
        let form = [JSON.Member("name", "Our directory")] + more.map { JSON.Member($0.key, $0.value) }
        let reply = try await send(.POST, tenant.path + "/directory-credentials", .object(form), token: tenant.token)
        return TestDirectory(
            platform: self,
            tenant: tenant.id,
            token: try #require(reply.string("token"), "\(reply.text)"),
            id: try #require(reply.string("credential", "id"))
        )
    }

    /// Says what a directory's group makes of its people; answers the mapping's id.
    func map(
        _ group: String,
        to role: Role,
        in tenant: TestTenant,
        ceiling: String? = nil
    ) async throws -> String {
        let form: JSON = [
            "directory_group": .string(group), "role": .string(role.rawValue),
            "authorization_group_id": ceiling.map(JSON.string) ?? nil,
        ]
        let reply = try await send(.POST, tenant.path + "/role-mappings", form, token: tenant.token)
        return try #require(reply.string("id"), "\(reply.text)")
    }

    /// What somebody is in a tenant, and where from, as the database has it.
    func memberships(of email: String, in tenant: String) async throws -> [String] {
        let id: ID<Tenant> = try #require(ID(tenant))
        let rows = try await database.owner.query(
            """
            SELECT m.role || ' ' || m.origin AS membership FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.tenant_id = \(id) AND u.email = \(email) ORDER BY 1
            """
        )
        return try rows.map { try $0.decode("membership") }
    }
}

/// That an answer is this refusal in SCIM's form.
func expectSCIM(
    _ reply: HTTPReply,
    _ status: UInt,
    _ type: String? = nil,
    _ comment: Comment? = nil,
    at location: SourceLocation = #_sourceLocation
) {
    let comment: Comment = "\(comment?.rawValue ?? "") \(reply.status) \(reply.text)"
    #expect(reply.status == status, comment, sourceLocation: location)
    #expect(reply["status"] == .string(String(status)), comment, sourceLocation: location)
    #expect(reply["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"], comment, sourceLocation: location)
    #expect(reply.string("scimType") == type, comment, sourceLocation: location)
    #expect(reply.headers["Content-Type"] == ["application/scim+json"], comment, sourceLocation: location)
}
