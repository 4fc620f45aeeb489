internal import Domain
internal import HTTPTypes
internal import Operations

extension APIRequest {
    var signInClient: SignInClient {
        SignInClient(
            address: remoteAddress,
            userAgent: headers[.userAgent],
            device: Cookie.device.value(in: headers),
            session: Cookie.session.value(in: headers),
            request: requestID
        )
    }
}

extension APIResponse {
    /// A session that has just begun: its token is in the body or in a cookie, never in both.
    static func begun(_ session: BegunSession, _ status: HTTPResponse.Status, by transport: Transport) -> APIResponse {
        let members = [
            JSON.Member("expires_at", .string(session.expiresAt.description)), JSON.Member("user", session.user.body),
        ]
        switch transport {
        case .bearer:
            return APIResponse(
                status,
                body: .object([JSON.Member("token", .string(session.token.expose()))] + members)
            )
        case .cookie:
            return APIResponse(status, headers: session.cookies, body: .object(members))
        }
    }

    /// A session has ended, and with it what the browser kept of it. The device stays known.
    ///
    /// - Parameter elsewhere: where to sign out as well.
    static func signedOut(_ transport: Transport?, at elsewhere: String? = nil) -> APIResponse {
        var response = elsewhere.map { .ok(["sign_out_url": .string($0)]) } ?? APIResponse.noContent
        if transport == .cookie { response.headers.append(Cookie.session.removed) }
        return response
    }
}

extension BegunSession {
    /// For a browser to keep, the session as long as it lasts, the device as long as browsers keep anything.
    var cookies: HTTPFields {
        var fields = HTTPFields()
        fields.append(Cookie.session.kept(token, for: Platform.sessionLifetime))
        fields.append(Cookie.device.kept(device, for: .seconds(400 * 86_400)))
        return fields
    }
}

extension SessionView {
    var json: JSON {
        [
            "id": .string(id.description), "created_at": .string(createdAt.description),
            "expires_at": .string(expiresAt.description), "ip": ip.map(JSON.string) ?? nil,
            "user_agent": userAgent.map(JSON.string) ?? nil, "current": .bool(isCurrent),
            "method": .string(Method(proof).rawValue), "second_factor": .bool(proof.hasSecondFactor),
        ]
    }

    /// How one signed in.
    enum Method: String, CaseIterable {
        case password = "PASSWORD"
        case singleSignOn = "SINGLE_SIGN_ON"

        fileprivate init(_ proof: Proof) {
            self = proof.isOwn ? .password : .singleSignOn
        }
    }
}
