import Domain
import NIOHTTP1
import Operations
import Postgres
import TestSupport
import Testing

/// Makes what a request of the matrix names, as staff: the tenant may be suspended.
actor AccessFixtures {
    private let platform: TestPlatform
    private let world: AccessWorld
    private var serial = 0
    private var standing: [AccessWorld.Place: [String: String]] = [:]

    init(_ platform: TestPlatform, _ world: AccessWorld) {
        self.platform = platform
        self.world = world
    }

    func nextSerial() -> String {
        serial += 1
        return "\(serial)"
    }

    /// What is not used up is there once, for all who ask. So is what is asked for in vain, unless there is one a tenant,
    /// which others use up.
    func thing(_ name: String, in place: AccessWorld.Place, isFresh: Bool) async throws -> String {
        if isFresh || name == "sign_on" { return try await make(name, in: place) }
        if let known = standing[place]?[name] { return known }
        let made = try await make(name, in: place)
        standing[place, default: [:]][name] = made
        return made
    }

    /// A line for each thing that a path or a body can name.
    func make(_ name: String, in place: AccessWorld.Place) async throws -> String {
        switch name {
        case "preset": return "business-integrations"
        case "key": return try await post("keys", ["name": "A key", "scopes": ["customers:read"]], place, "key", "id")
        case "disabled_key":
            let key = try await make("key", in: place)
            _ = try await post("keys/\(key)/disable", nil, place, "key", "id")
            return key
        case "group":
            let group: JSON = [
                "name": .string("Group \(nextSerial())"), "type": "TENANT_API_KEY", "scopes": ["customers:read"],
            ]
            return try await post("authorization-groups", group, place, "id")
        // Of nobody who is signed out.
        case "session": return unknownID(Session.self)
        case "code", "recovery_code": return "000000"
        case "resource_type", "schema", "directory_user", "directory_group": return "nobody"
        case "directory_credential":
            return try await post("directory-credentials", ["name": "A directory"], place, "credential", "id")
        case "role_mapping":
            let mapping: JSON = ["directory_group": .string("Group \(nextSerial())"), "role": "MEMBER"]
            return try await post("role-mappings", mapping, place, "id")
        case "webhook_endpoint":
            let webhook: JSON = ["url": "https://hooks.example/standing", "events": ["api_key.created"]]
            return try await post("webhook-endpoints", webhook, place, "id")
        case "webhook_delivery":
            let endpoint = try await thing("webhook_endpoint", in: place, isFresh: false)
            return try await post("webhook-endpoints/\(endpoint)/test", nil, place, "id")
        case "room_for_webhooks":
            let tenant: ID<Tenant> = try #require(ID(place.id))
            let kept = standing[place]?["webhook_endpoint"].flatMap { ID<WebhookEndpoint>($0) }
            try await platform.database.run(
                """
                DELETE FROM webhook_endpoints
                WHERE tenant_id = \(tenant) AND id <> \(kept ?? ID<WebhookEndpoint>(bits: 0))
                """
            )
            return ""
        case "member": return try await membership(of: try await platform.makePerson(.member, in: place.id).token)
        case "invitation": return try await invite(to: place, "id")
        case "invitation_token": return try await invite(to: place, "url").token
        case "password_token":
            let member = try await make("member", in: place)
            return try await post("members/\(member)/password-link", nil, place, "url").token
        case "sign_on":
            let tenant: ID<Tenant> = try #require(ID(place.id))
            try await platform.database.run(
                """
                INSERT INTO sso_connections (tenant_id, issuer, client_id, email_claim, groups_claim, trusts_email,
                    created_at, updated_at)
                VALUES (\(tenant), 'https://login.example.com', 'latchkey', 'email', 'groups', false, clock_timestamp(),
                    clock_timestamp())
                ON CONFLICT DO NOTHING
                """
            )
            return ""
        case "suspension":
            if !place.isSuspended { try await platform.suspend(place.id, by: .partner) }
            return ""
        case "no_limit_request":
            try await settle(place)
            return ""
        case "limit_request":
            try await settle(place)
            return try await askForMore(place)
        default:
            Issue.record("Nobody knows how to make \(name): add a line to AccessFixtures.")
            return name
        }
    }

    /// An id of the same form that is nobody's.
    static func missing(_ name: String) -> String {
        switch name {
        case "tenant": unknownID(Tenant.self)
        case "key": unknownID(APIKey.self)
        case "group": unknownID(AuthorizationGroup.self)
        case "limit_request": unknownID(LimitRequest.self)
        case "member": unknownID(Membership.self)
        case "invitation": unknownID(Invitation.self)
        case "directory_credential": unknownID(DirectoryCredential.self)
        case "role_mapping": unknownID(RoleMapping.self)
        case "webhook_endpoint": unknownID(WebhookEndpoint.self)
        case "webhook_delivery": unknownID(WebhookDelivery.self)
        default: "nobody"
        }
    }

    /// Staff make something there, and are told this of it.
    private func post(
        _ path: String,
        _ body: JSON?,
        _ place: AccessWorld.Place,
        _ member: String...
    ) async throws -> String {
        let reply = try await platform.send(
            .POST,
            "/v1/tenants/\(place.id)/\(path)",
            body,
            token: world.superUser,
            headers: ["Latchkey-Reason": "test"]
        )
        guard case .string(let text)? = member.reduce(Optional(try reply.json), { $0?[$1] }) else {
            throw AccessFixtureError(path: path, answer: reply.text)
        }
        return text
    }

    private func invite(to place: AccessWorld.Place, _ member: String) async throws -> String {
        let form: JSON = ["email": .string("guest\(nextSerial())@tenant.example"), "role": "MEMBER"]
        return try await post("members", form, place, "invitation", member)
    }

    /// The first one of whoever's token this is.
    private func membership(of token: String) async throws -> String {
        let me = try await platform.send(.GET, "/v1/me", token: token)
        return try #require(me["memberships", "0", "id"]?.asString, "\(me.text)")
    }

    /// Leaves the tenant as suspended as it was, and nobody with an identity provider.
    func restore(_ place: AccessWorld.Place) async throws {
        try await platform.database.run("DELETE FROM sso_connections")
        try await platform.lift(place.id)
        if place.isSuspended, place.parent == nil { try await platform.suspend(place.id) }
    }

    // MARK: What is somebody's own

    /// Nil for what is not.
    func own(_ name: String, of asker: AccessWorld.Asker) async throws -> String? {
        let person = asker.person ?? platform.staff
        guard let token = asker.token else { return ["email": person.email, "password": person.password][name] }
        switch name {
        case "email": return person.email
        case "password": return person.password
        case "session": return try await platform.otherSession(of: person)
        case "member": return try await membership(of: token)
        case "code":
            // Nobody whom a tenant's identity provider vouches for gets as far as a code.
            guard asker.provider == nil else { return "000000" }
            let begun = try await platform.send(
                .POST,
                "/v1/me/second-factor",
                ["password": .string(person.password)],
                token: token
            )
            return try TestDevice(secret: try #require(begun.string("secret"), "\(begun.text)")).code(at: .now)
        case "recovery_code":
            guard asker.provider == nil else { return "000000" }
            return try await platform.enrol(person, token, at: .now).recoveryCodes.first
        default: return nil
        }
    }

    // MARK: Requests for a higher limit

    /// Denies what waits, and sets the limit back to what it was.
    private func settle(_ place: AccessWorld.Place) async throws {
        let path = "/v1/tenants/\(place.id)/limit-requests"
        let waiting = try await platform.send(.GET, path + "?status=PENDING", token: world.superUser)
        for request in waiting.data("id") {
            let denied = try await platform.send(
                .POST,
                path + "/\(request)/deny",
                ["reason": "Test"],
                token: world.superUser
            )
            expectStatus(denied, 200)
        }
        let limit: JSON = ["limit": 1000, "reason": "Test"]
        let path2 = "/v1/tenants/\(place.id)/key-limit"
        expectStatus(try await platform.send(.PUT, path2, limit, token: world.superUser), 200)
    }

    /// Only a tenant's own people ask, and not while it is suspended.
    private func askForMore(_ place: AccessWorld.Place) async throws -> String {
        let insider = try #require(world.insiders[place])
        let suspended = place.isSuspended ? place.parent ?? place.id : nil
        if let suspended { try await platform.lift(suspended) }
        let request = try await platform.makeLimitRequest(5000, in: insider)
        if let suspended { try await platform.suspend(suspended) }
        return request
    }
}

private struct AccessFixtureError: Error {
    let path: String
    let answer: String
}

extension String {
    /// Of a link: what stands behind its `#token=`.
    fileprivate var token: String { split(separator: "#token=").last.map(String.init) ?? "" }
}

extension Instant {
    fileprivate static var now: Instant { SystemClock.now() }
}
