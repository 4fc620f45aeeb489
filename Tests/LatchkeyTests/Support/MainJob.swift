import Domain
import Testing

/// From a sign-in to a key that is refused, over HTTP, on a seeded or self-made tenant.
struct MainJob {
    let installation: TestInstallation
    private(set) var token = ""
    private(set) var tenant = ""

    init(_ installation: TestInstallation) {
        self.installation = installation
    }

    /// As one of the demo's people.
    mutating func signIn(_ label: String) async throws {
        let notes = try variables(in: installation.notes)
        tenant = notes["\(label)_TENANT"] ?? ""
        token = try #require(
            try await installation.signIn(notes["\(label)_EMAIL"] ?? "", notes["\(label)_PASSWORD"] ?? "")
        )
    }

    /// As staff, who make a tenant first.
    mutating func makeTenant(staff email: String, _ password: String) async throws {
        token = try #require(try await installation.signIn(email, password))
        let made = try await installation.ask(
            "POST",
            "/v1/tenants",
            ["name": "Made", "kind": "PARTNER", "policy": "partner-portal"],
            token: token,
            headers: ["Latchkey-Reason": "test"]
        )
        tenant = try #require(made.string("id"), "\(made.body)")
    }

    func createKey() async throws -> (id: String, secret: String) {
        let made = try await installation.ask(
            "POST",
            "/v1/tenants/\(tenant)/keys",
            ["name": "Made", "scopes": ["reports:read"]],
            token: token,
            headers: ["Latchkey-Reason": "test"]
        )
        return (try #require(made.string("key", "id"), "\(made.body)"), try #require(made.string("secret")))
    }

    func revoke(_ key: String) async throws -> Client.Answer {
        try await installation.ask(
            "POST",
            "/v1/tenants/\(tenant)/keys/\(key)/revoke",
            token: token,
            headers: ["Latchkey-Reason": "test"]
        )
    }

    /// Creates, verifies and revokes a key; the secret is returned.
    @discardableResult
    func run(gateway headers: [String: String] = [:]) async throws -> String {
        let key = try await createKey()
        let valid = try await installation.verify(key.secret, headers: headers)
        #expect(valid.string("verdict") == "VALID", "\(valid.body)")
        let revoked = try await revoke(key.id)
        #expect(revoked.string("key", "status") == "REVOKED", "\(revoked.body)")
        #expect(try await installation.verify(key.secret, headers: headers).string("verdict") == "REVOKED")
        return key.secret
    }
}
