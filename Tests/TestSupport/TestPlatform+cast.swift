package import Domain
import NIOHTTP1
import Operations
import Testing

/// A tenant with somebody signed in to it.
package struct TestTenant: Sendable {
    package let id: String
    /// Of the person who is signed in.
    package let token: String
    package let person: TestPlatform.Person

    package init(id: String, token: String, person: TestPlatform.Person) {
        self.id = id
        self.token = token
        self.person = person
    }

    package var path: String { "/v1/tenants/\(id)" }

    /// The same person, in another tenant.
    package func `in`(_ other: String) -> TestTenant {
        TestTenant(id: other, token: token, person: person)
    }
}

extension TestPlatform {
    package func signIn(_ person: Person) async throws -> String {
        let reply = try await send(
            .POST,
            "/v1/sessions",
            ["email": .string(person.email), "password": .string(person.password), "transport": "BEARER"]
        )
        return try #require(reply.string("token"), "\(reply.status)")
    }

    /// The same person, once their session has ended.
    package func signedInAgain(_ tenant: TestTenant) async throws -> TestTenant {
        TestTenant(id: tenant.id, token: try await signIn(tenant.person), person: tenant.person)
    }

    /// The token of somebody of the platform's staff.
    package func makeStaff(_ role: Role) async throws -> String {
        try await signIn(try await operations.makeStaff(role, "Test Staff"))
    }

    /// A tenant under a preset, made by staff.
    package func makeTenant(
        _ preset: String = "business-integrations",
        kind: String = "BUSINESS",
        parent: String? = nil,
        keyLimit: Int? = nil,
        name: String = "Test Tenant"
    ) async throws -> String {
        let reply = try await send(
            .POST,
            "/v1/tenants",
            [
                "name": .string(name), "kind": .string(kind), "parent_id": parent.map(JSON.string) ?? nil,
                "policy": .string(preset), "key_limit": keyLimit.map { .integer(Int64($0)) } ?? nil,
            ],
            token: try await signIn(staff),
            headers: ["Latchkey-Reason": "test"]
        )
        return try #require(reply.string("id"), "\(String(decoding: reply.body, as: UTF8.self))")
    }

    /// Somebody with a role in a tenant, signed in.
    package func makePerson(
        _ role: Role,
        in tenant: String,
        name: String = "Test Person",
        password: String? = nil
    ) async throws -> TestTenant {
        let entropy = Entropy.system
        let person = Person(
            email: "\(Base62.random(12, using: entropy).lowercased())@tenant.example",
            password: password ?? Base62.random(20, using: entropy)
        )
        _ = try await Enrol(platform: operations)(
            email: EmailAddress(validating: person.email, at: "/email"),
            name: DisplayName(validating: name, at: "/name"),
            password: Password(validating: person.password),
            as: role,
            in: try #require(ID(tenant)),
            call: Call(actor: try await actor(of: staff), reason: .success("test"))
        )
        return TestTenant(id: tenant, token: try await signIn(person), person: person)
    }

    /// A business with its admin, or a partner with its.
    package func makeAdmin(
        _ preset: String = "business-integrations",
        keyLimit: Int? = nil
    ) async throws -> TestTenant {
        let isPartner = preset == "partner-portal"
        let needsParent = preset == "merchant-portal"
        let parent = needsParent ? try await makeTenant("partner-portal", kind: "PARTNER") : nil
        let tenant = try await makeTenant(
            preset,
            kind: isPartner ? "PARTNER" : "BUSINESS",
            parent: parent,
            keyLimit: keyLimit
        )
        return try await makePerson(isPartner ? .partnerAdmin : .businessAdmin, in: tenant)
    }

    /// A key as the API shows it, and its secret.
    package func makeKey(
        in tenant: TestTenant,
        name: String = "Test key",
        scopes: [String]? = nil,
        _ more: [String: JSON] = [:]
    ) async throws -> (id: String, secret: String) {
        let scopes = if let scopes { scopes } else { Array(try await catalogue(of: tenant).prefix(1)) }
        let members = [JSON.Member("name", .string(name)), JSON.Member("scopes", .strings(scopes))]
        let reply = try await send(
            .POST,
            tenant.path + "/keys",
            .object(members + more.map { JSON.Member($0.key, $0.value) }),
            token: tenant.token
        )
        let text = String(decoding: reply.body, as: UTF8.self)
        return (try #require(reply.string("key", "id"), "\(text)"), try #require(reply.string("secret")))
    }

    /// The names of the scopes that a tenant's keys can have.
    package func catalogue(of tenant: TestTenant) async throws -> [String] {
        let reply = try await send(.GET, tenant.path + "/policy", token: tenant.token)
        guard case .array(let scopes)? = reply["scopes"] else { return [] }
        return scopes.compactMap { scope in
            guard case .string(let name)? = scope["name"] else { return nil }
            return name
        }
    }

    private func actor(of person: Person) async throws -> Actor {
        try await Authenticate(platform: operations)(token: Sensitive(try await signIn(person)))
    }
}
