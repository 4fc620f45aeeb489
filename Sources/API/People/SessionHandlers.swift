internal import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

/// Signing in, signing out, where one is signed in, and who one is.
struct SessionHandlers: Sendable {
    private let signIn: SignIn
    private let signOut: SignOut
    private let listSessions: ListOwnSessions
    private let endSessions: EndOwnSessions

    init(_ platform: Platform) {
        signIn = SignIn(platform: platform)
        signOut = SignOut(platform: platform)
        listSessions = ListOwnSessions(platform: platform)
        endSessions = EndOwnSessions(platform: platform)
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        let fields = try request.body()
        let (email, password, code, transport) = try fields.finish(
            fields.required("email", .text(EmailAddress.init(validating:at:))),
            fields.required("password", .string),
            fields.optional("code", .string),
            fields.required("transport", .enum(Transport.self))
        )
        if transport == .cookie { try request.provenance.requireOwnPage() }
        let session = try await signIn(
            email: email,
            password: Password(presented: password).text,
            code: code,
            from: request.signInClient
        )
        return .begun(session, .created, by: transport)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let sessions = try await listSessions(try request.call)
        return .ok(["data": .array(sessions.map(\.json)), "next_cursor": nil])
    }

    func deleteCurrent(_ request: APIRequest) async throws -> APIResponse {
        let elsewhere = try await signOut(try request.call)
        return .signedOut(request.transport, at: elsewhere)
    }

    func delete(_ request: APIRequest) async throws -> APIResponse {
        let session = try request.id("session", Session.self)
        try await endSessions(session, call: try request.call)
        return session == (try request.actor.session) ? .signedOut(request.transport) : .noContent
    }

    func deleteOthers(_ request: APIRequest) async throws -> APIResponse {
        try await endSessions.others(try request.call)
        return .noContent
    }

    func me(_ request: APIRequest) async throws -> APIResponse {
        .ok(try request.actor.json)
    }
}

extension Actor {
    fileprivate var json: JSON {
        [
            "user": user.body, "platform_role": platformRole.map { .string($0.rawValue) } ?? nil,
            "platform_actions": .array(platformActions.map { .string($0.rawValue) }),
            "memberships": .array(memberships.map(\.json)),
            // Not for the identity provider of one tenant to know.
            "second_factor": proof.isOwn
                ? ["enabled": .bool(proof.hasSecondFactor), "required": .bool(needsSecondFactor)] : nil,
        ]
    }

    /// What their role on the platform allows, whatever the tenant.
    private var platformActions: [Action] {
        guard let platformRole else { return [] }
        return Action.allCases.filter { AccessTable.reach(of: platformRole, for: $0) == .any }
    }
}

extension Membership {
    fileprivate var json: JSON {
        [
            "id": .string(id.description), "tenant_id": .string(tenant.description), "role": .string(role.rawValue),
            "authorization_group_id": ceilingGroup.map { .string($0.description) } ?? nil,
            "expires_at": expiresAt.map { .string($0.description) } ?? nil,
        ]
    }
}
