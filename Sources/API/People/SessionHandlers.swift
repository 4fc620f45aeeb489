internal import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

/// Signing in, signing out, and who one is.
struct SessionHandlers: Sendable {
    private let signIn: SignIn
    private let signOut: SignOut

    init(_ platform: Platform) {
        signIn = SignIn(platform: platform)
        signOut = SignOut(platform: platform)
    }

    /// How the client keeps the token.
    private enum Transport: String, CaseIterable, Sendable {
        case bearer = "BEARER"
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        let fields = try request.body()
        let (email, password, code, _) = try fields.finish(
            fields.required("email", .text(EmailAddress.init(validating:at:))),
            fields.required("password", .string),
            fields.optional("code", .string),
            fields.required("transport", .enum(Transport.self))
        )
        let session = try await signIn(
            email: email,
            password: Password(presented: password).text,
            code: code,
            from: request.signInClient
        )
        return .created([
            "token": .string(session.token.expose()), "expires_at": .string(session.expiresAt.description),
            "user": session.user.json,
        ])
    }

    func delete(_ request: APIRequest) async throws -> APIResponse {
        try await signOut(try request.call)
        return .noContent
    }

    func me(_ request: APIRequest) async throws -> APIResponse {
        .ok(try request.actor.json)
    }
}

extension APIRequest {
    var signInClient: SignInClient {
        SignInClient(address: remoteAddress, userAgent: headers[.userAgent])
    }
}

extension User {
    var json: JSON {
        ["id": .string(id.description), "email": .string(email), "name": .string(name)]
    }
}

extension Actor {
    fileprivate var json: JSON {
        [
            "user": user.json, "platform_role": platformRole.map { .string($0.rawValue) } ?? nil,
            "memberships": .array(memberships.map(\.json)),
            // Not for the identity provider of one tenant to know.
            "second_factor": proof.isOwn
                ? ["enabled": .bool(proof.hasSecondFactor), "required": .bool(needsSecondFactor)] : nil,
        ]
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
