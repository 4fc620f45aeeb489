import Domain
import NIOHTTP1
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

    /// Something that is there for all who ask in vain, and for those who do not use it up.
    func standing(_ name: String, in place: AccessWorld.Place) async throws -> String {
        if let known = standing[place]?[name] { return known }
        let made = try await make(name, in: place)
        standing[place, default: [:]][name] = made
        return made
    }

    /// A line for each thing that a path or a body can name.
    func make(_ name: String, in place: AccessWorld.Place) async throws -> String {
        switch name {
        case "preset": return "business-integrations"
        case "email": return platform.staff.email
        case "password": return platform.staff.password
        case "key": return try await post("keys", ["name": "A key", "scopes": ["customers:read"]], place, "key")
        case "disabled_key":
            let key = try await make("key", in: place)
            _ = try await post("keys/\(key)/disable", nil, place, "key")
            return key
        case "group":
            let group: JSON = [
                "name": .string("Group \(nextSerial())"), "type": "TENANT_API_KEY", "scopes": ["customers:read"],
            ]
            return try await post("authorization-groups", group, place)
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
        default: "nobody"
        }
    }

    /// The id of what staff make there.
    private func post(
        _ path: String,
        _ body: JSON?,
        _ place: AccessWorld.Place,
        _ member: String? = nil
    ) async throws -> String {
        let reply = try await platform.send(
            .POST,
            "/v1/tenants/\(place.id)/\(path)",
            body,
            token: world.superUser,
            headers: ["Latchkey-Reason": "test"]
        )
        let id = if let member { reply.string(member, "id") } else { reply.string("id") }
        return try #require(id, "\(path): \(reply.text)")
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
