package import Domain
package import NIOHTTP1
import Postgres
import Testing

extension TestTenant {
    package var signOnPath: String { path + "/single-sign-on" }

    /// Of access tokens for it.
    package var audience: String { "https://keys.example.com/\(id)" }
}

extension TestPlatform {
    /// Names a tenant's identity provider.
    @discardableResult
    package func connect(
        _ tenant: TestTenant,
        to issuer: String,
        as client: IdentityProvider.Client = .basic,
        _ more: [String: JSON] = [:],
        headers: HTTPHeaders = ["If-Match": "*"]
    ) async throws -> HTTPReply {
        let form: JSON = [
            "issuer": .string(issuer), "client_id": .string(client.rawValue),
            "client_secret": client.secret.map(JSON.string) ?? nil, "trusts_email": true,
        ]
        let present = try await send(.GET, tenant.signOnPath, token: tenant.token)
        return try await send(
            .PUT,
            tenant.signOnPath,
            form.with(more),
            token: tenant.token,
            headers: present.headers["ETag"].isEmpty ? [:] : headers
        )
    }

    /// What a group of the directory makes of its people in a tenant.
    package func map(_ group: String, to role: Role, in tenant: String) async throws {
        let id: ID<Tenant> = try #require(ID(tenant))
        let mapping = ID<RoleMapping>.make(at: Instant(microseconds: 0), using: .system)
        try await database.run(
            """
            INSERT INTO role_mappings (tenant_id, id, directory_group, role, created_at, created_by)
            VALUES (\(id), \(mapping), \(group), \(role.rawValue), clock_timestamp(), \(mapping))
            """
        )
    }

    package func unmap(_ group: String, in tenant: String) async throws {
        let id: ID<Tenant> = try #require(ID(tenant))
        try await database.run("DELETE FROM role_mappings WHERE tenant_id = \(id) AND directory_group = \(group)")
    }

    /// To a tenant's provider, and back with what it says; the answer of the callback.
    package func signOn(
        as person: String,
        at tenant: TestTenant,
        through provider: IdentityProvider,
        in browser: SignOnBrowser = SignOnBrowser()
    ) async throws -> SignOnBrowser.Page {
        let departure = try await browser.open("\(publicURL)/v1/single-sign-on/\(tenant.id)")
        let location = try #require(departure.location, "\(departure.status)")
        let back = try await browser.signIn(as: person, at: location, of: provider)
        return try await browser.open(here(back))
    }

    /// The provider leads to the public URL, and a test's platform is on a port of its own.
    package func here(_ callback: String) -> String {
        callback.replacing("http://127.0.0.1:8080", with: publicURL, maxReplacements: 1)
    }
}

extension SignOnBrowser.Page {
    /// Of the session that began.
    package var sessionToken: String? {
        let prefix = "__Host-latchkey_session="
        return setCookies.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count).prefix { $0 != ";" }) }
    }

    /// Why nobody was let in.
    package var refusal: String? { json?["reason"]?.asString }
}
