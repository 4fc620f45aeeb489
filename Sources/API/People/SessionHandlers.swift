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
        let (email, password, _) = try fields.finish(
            fields.required("email", .text(EmailAddress.init(validating:at:))),
            fields.required("password", .string),
            fields.required("transport", .enum(Transport.self))
        )
        let session = try await signIn(
            email: email,
            password: Password(presented: password).text,
            from: request.signInClient
        )
        return .created([
            "token": .string(session.token.expose()), "expires_at": .string(session.expiresAt.description),
            "user": session.user.body,
        ])
    }

    func delete(_ request: APIRequest) async throws -> APIResponse {
        guard let elsewhere = try await signOut(try request.call) else { return .noContent }
        return .ok(["sign_out_url": .string(elsewhere)])
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

extension Actor {
    fileprivate var json: JSON {
        [
            "user": user.body, "platform_role": platformRole.map { .string($0.rawValue) } ?? nil,
            "memberships": .array(memberships.map(\.json)),
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
