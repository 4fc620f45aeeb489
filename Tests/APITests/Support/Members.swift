import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

extension TestPlatform {
    /// Lets somebody in, as the tenant's person unless somebody else's token is given.
    func invite(
        _ email: String,
        _ role: Role,
        to tenant: TestTenant,
        ceiling: String? = nil,
        until expiresAt: String? = nil,
        token: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> HTTPReply {
        try await send(
            .POST,
            tenant.path + "/members",
            [
                "email": .string(email), "role": .string(role.rawValue),
                "authorization_group_id": ceiling.map(JSON.string) ?? nil,
                "expires_at": expiresAt.map(JSON.string) ?? nil,
            ],
            token: token ?? tenant.token,
            headers: headers
        )
    }

    /// An invitation's id, and what its link carries.
    func makeInvitation(
        _ email: String = "new@tenant.example",
        _ role: Role = .member,
        in tenant: TestTenant,
        ceiling: String? = nil,
        until expiresAt: String? = nil
    ) async throws -> (id: String, token: String) {
        let reply = try await invite(email, role, to: tenant, ceiling: ceiling, until: expiresAt)
        let id = try #require(reply.string("invitation", "id"), "\(reply.text)")
        return (id, try token(in: reply.string("invitation", "url")))
    }

    /// What a link carries behind its `#token=`.
    func token(in url: String?) throws -> String {
        let parts = try #require(url).split(separator: "#token=")
        return String(try #require(parts.last))
    }

    func accept(
        _ token: String,
        name: String = "Somebody New",
        password: String = "correct horse battery"
    ) async throws -> HTTPReply {
        try await send(
            .POST,
            "/v1/invitations/accept",
            ["token": .string(token), "name": .string(name), "password": .string(password)]
        )
    }

    func choose(_ password: String, by token: String) async throws -> HTTPReply {
        try await send(
            .POST,
            "/v1/password-links/accept",
            ["token": .string(token), "password": .string(password)]
        )
    }

    /// The id of somebody's own membership in their tenant, the first of them.
    func membership(of tenant: TestTenant) async throws -> String {
        let reply = try await send(.GET, "/v1/me", token: tenant.token)
        guard case .array(let memberships)? = reply["memberships"] else { return "" }
        let own = memberships.first { $0["tenant_id"] == .string(tenant.id) }
        guard case .string(let id)? = own?["id"] else {
            Issue.record("\(reply.text)")
            return ""
        }
        return id
    }

    /// The path of somebody's membership in their tenant.
    func memberPath(of tenant: TestTenant) async throws -> String {
        tenant.path + "/members/\(try await membership(of: tenant))"
    }

    /// Somebody whom an identity provider brought, who has no password: their address.
    func forgetPassword(of person: Person) async throws {
        try await database.run(
            "DELETE FROM credentials WHERE user_id = (SELECT id FROM users WHERE email = \(person.email))"
        )
    }
}
